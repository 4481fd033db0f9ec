"""Typed line -> ChatEvent, and the other way for what a member could type next."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapters.terminal.conversation import Conversation
from bot.adapters.terminal.safe import readable
from bot.core.chat import Button, ChatEvent
from bot.core.commands import find
from bot.core.commands.options import SHORT_NAMES
from bot.core.commands.typed import Choices, Typed, options_of, question_options, text_of
from bot.core.interviews.listening import word_of
from bot.core.records import Origin

LEAVING = ("quit", "exit", "q")
SENDING = "send"
ANOTHER = "another"
LOCAL = (ANOTHER, SENDING, *LEAVING)
"""Commands that only the terminal has."""

_ABOUT_WHAT_IS_OPEN = frozenset(
    {"hint", "model-answer", "self-check", "contest", "card", "withdraw", "follow-up", "share", "pass"}
)
"""Commands that need not say which question or answer they are about."""

_BARE = {"question": "question", "model-answer": "question", "suggest": "question", "pass": "posting_id"}
"""What a word without a name means after these commands; after the others it is the answer's number."""

_SHORT = {long: short for short, long in SHORT_NAMES.items()}

_COMMAND = re.compile(r"/([A-Za-z][A-Za-z-]*)(?:[ \t]+(.*))?", re.DOTALL)


def typed_command(text: str) -> Typed | None:
    """The command in a text, or None if the text is (part of) an answer.

    A text of several lines is a command only if that command takes text, such as `/answer`; a line that begins with
    two slashes is text that begins with one.
    """
    first, newline, more = text.strip().partition("\n")
    found = _COMMAND.fullmatch(first.rstrip())
    if found is None:
        return None
    name = found[1].lower()
    command = find(name)
    if newline and not (command is not None and command.takes_text):
        return None
    return Typed(name, f"{found[2] or ''}{newline}{more}".strip())


def as_text(text: str) -> str:
    """An answer as it was meant: without the slash that kept it from being a command."""
    return text[1:] if text.startswith("//") else text


@dataclass(frozen=True, slots=True)
class Translator:
    """Makes events of what is typed.

    Attributes:
        origin: Who types.
        choices: What their words may mean.
        timed: Whether the time an answer took says something, because a person types it.
    """

    origin: Origin
    choices: Choices = field(default_factory=Choices)
    timed: bool = True

    def answer(self, text: str, talk: Conversation, at: datetime) -> ChatEvent:
        """The event of a text typed as an answer: to the open question, or as a better try at the last answer."""
        if talk.answered:
            return self.event("revise", {"answer_id": talk.answer_id}, at, text)
        options = {"question": talk.question_id, "posting_id": talk.posting_id, "style": talk.style}
        seconds = talk.seconds(at)
        if self.timed and seconds is not None:
            options["seconds"] = str(seconds)
        return self.event("answer", options, at, text)

    def command(self, typed: Typed, talk: Conversation, at: datetime) -> ChatEvent | None:
        """The event of a typed command; None if there is no such command."""
        if typed.name == ANOTHER:
            return self.event("question", {**question_options(typed.rest, self.choices), "another": "yes"}, at)
        command = find(typed.name)
        if command is None:
            return None
        if command.name == "answer":
            return self.answer(typed.rest, talk, at)
        if command.name == "revise":
            answer_id, text = revision(typed.rest)
            return self.event(command.name, {"answer_id": answer_id or talk.answer_id}, at, text)
        at_hand = dict(talk.at_hand) if command.name in _ABOUT_WHAT_IS_OPEN else {}
        if command.name == "hint":
            at_hand["number"] = str(talk.hint + 1)
        options = options_of(command, typed.rest, at_hand, self.choices)
        return self.event(command.name, options, at, text_of(command, typed.rest))

    def event(self, command: str, options: Mapping[str, str], at: datetime, text: str = "") -> ChatEvent:
        """An event with a fresh key; options without a value are left out, except `said`."""
        kept = {name: readable(value) for name, value in options.items() if value or name == "said"}
        return ChatEvent(f"terminal:{uuid.uuid4()}", self.origin, at, command, readable(text), kept)


def revision(rest: str) -> tuple[str, str]:
    """The answer's number and the new text in what follows `/revise`; either may be empty."""
    found = re.fullmatch(r"(\d+)(?:\s*\n(.*))?", rest, re.DOTALL)
    return (found[1], found[2] or "") if found else ("", rest)


def ticked_points(typed: str, talk: Conversation) -> str | None:
    """The ids of points named by their numbers, comma-separated; None if the words are not numbers.

    `1 3 4`, `1-3`, `all` and `none` say which points were made; `+2` and `-2` change what is ticked already.

    Raises:
        IndexError: A number has no point; its argument is the number.
    """
    words = [word for word in re.split(r"[\s,;]+", typed.strip().lower()) if word]
    if not words:
        return None
    changing = all(word[0] in "+-" for word in words)
    chosen = {number for number, tick in enumerate(talk.points, 1) if tick.ticked} if changing else set[int]()
    for word in words:
        numbers = _numbers(word.lstrip("+-") if changing else word, len(talk.points))
        if numbers is None:
            return None
        chosen = chosen - set(numbers) if changing and word[0] == "-" else chosen | set(numbers)
    return ",".join(talk.points[number - 1].id for number in sorted(chosen))


def _numbers(word: str, count: int) -> range | None:
    if word in {"none", "0", "all"}:
        return range(1, count + 1) if word == "all" else range(0)
    found = re.fullmatch(r"(\d{1,3})(?:[-–](\d{1,3}))?", word)
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    for number in (first, last):
        if not 1 <= number <= count:
            raise IndexError(number)
    return range(min(first, last), max(first, last) + 1)


def typed_as(button: Button, at_hand: Mapping[str, str]) -> str:
    """What to type for a button; ids that are at hand are left out."""
    options = {name: value for name, value in button.options.items() if at_hand.get(name) != value}
    if button.command == "schedule":
        return " ".join(["/schedule", *_schedule_words(options)])
    if button.command == "mock":
        return _typed_in_interview(options)
    if button.command == "hint" and "question" not in options:
        options.pop("number", None)  # the next one
    name = ANOTHER if options.pop("another", None) else button.command
    return " ".join([f"/{name}", *_words(button.command, options)])


def _typed_in_interview(options: Mapping[str, str]) -> str:
    """A word of an interview by itself, and after `/mock` what is none of its words."""
    action = options.get("action", "")
    if word_of(action.replace("-", " ")) is not None:
        return f"/{action}"
    return " ".join(["/mock", *(options[name] for name in ("action", "stars", "plan") if name in options)])


def _words(command: str, options: Mapping[str, str]) -> Iterator[str]:
    """Options as words: the one that a bare word stands for, and the others by name."""
    bare = "" if command == "self-check" else _BARE.get(command, "answer_id")  # whose bare words are the points
    for name, value in options.items():
        yield value if name == bare else f"{_SHORT.get(name, name)}={value}"


def _schedule_words(options: Mapping[str, str]) -> Iterator[str]:
    """What is to be done, with which schedule, and the rest by name."""
    bare = ("action",) if options.get("action") == "form" else ("action", "schedule")
    yield from (options[name] for name in bare if name in options)
    yield from (f"{name}={value}" for name, value in options.items() if name not in bare)
