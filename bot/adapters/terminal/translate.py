"""Typed line -> ChatEvent, and the other way for what a member could type next."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapters.terminal.conversation import Conversation
from bot.adapters.terminal.safe import readable
from bot.core.bank.vocabulary import Skill, Track
from bot.core.chat import Button, ChatEvent
from bot.core.commands import COMMANDS, Command, find
from bot.core.records import Origin

LEAVING = ("quit", "exit", "q")
SENDING = "send"
ANOTHER = "another"
LOCAL = (ANOTHER, SENDING, *LEAVING)
"""Commands that only the terminal has."""

_COMMAND = re.compile(r"/([A-Za-z][A-Za-z-]*)(?:[ \t]+(.*))?", re.DOTALL)
_NAMED = re.compile(r"([a-z_]+)=(\S*)")
_SHORT_NAMES = {"answer": "answer_id", "id": "question"}
_FIRST_WORD = {"hint": "number", "history": "limit", "self-check": "said"}
_QUESTION_OPTIONS = tuple(
    option.name for command in COMMANDS if command.name == "question" for option in command.options
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a member can choose from, for completion and for telling words apart.

    Attributes:
        questions: Titles of all questions by their ids.
        styles: Company styles.
    """

    questions: Mapping[str, str] = field(default_factory=dict)
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed: its name in lower case, and all that came after it."""

    name: str
    rest: str = ""


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
            return self.event("question", {**self._question(typed.rest), "another": "yes"}, at)
        command = find(typed.name)
        if command is None:
            return None
        if command.name == "answer":
            return self.answer(typed.rest, talk, at)
        if command.name == "revise":
            answer_id, text = revision(typed.rest)
            return self.event(command.name, {"answer_id": answer_id or talk.answer_id}, at, text)
        if command.name == "question":
            return self.event(command.name, self._question(typed.rest), at)
        return self.event(command.name, _options(command, typed.rest, talk), at)

    def event(self, command: str, options: Mapping[str, str], at: datetime, text: str = "") -> ChatEvent:
        """An event with a fresh key; options without a value are left out, except `said`."""
        kept = {name: readable(value) for name, value in options.items() if value or name == "said"}
        return ChatEvent(f"terminal:{uuid.uuid4()}", self.origin, at, command, readable(text), kept)

    def _question(self, rest: str) -> dict[str, str]:
        """Options from words in any order: a track, a skill, a style, a difficulty, or else a question's id."""
        options, words = _named(rest, _QUESTION_OPTIONS)
        for word in words:
            name = self._meaning(word.lower())
            several = name in {"track", "skill"} and name in options
            options[name] = f"{options[name]},{word}" if several else word
        return options

    def _meaning(self, word: str) -> str:
        if re.fullmatch(r"\d([-–]\d)?", word):
            return "difficulty"
        if word in tuple(Track):
            return "track"
        if word in self.choices.styles:
            return "style"
        return "skill" if word in tuple(Skill) else "question"


def revision(rest: str) -> tuple[str, str]:
    """The answer's number and the new text in what follows `/revise`; either may be empty."""
    found = re.fullmatch(r"(\d+)(?:\s*\n(.*))?", rest, re.DOTALL)
    return (found[1], found[2] or "") if found else ("", rest)


def _options(command: Command, rest: str, talk: Conversation) -> dict[str, str]:
    """What a command needs: from the words typed, else from where the conversation stands."""
    names = [option.name for option in command.options]
    options = {name: value for name, value in talk.at_hand.items() if name in names}
    if command.name == "hint":
        options["number"] = str(talk.hint + 1)
    named, words = _named(rest, names)
    place = _FIRST_WORD.get(command.name, names[0] if names else "")
    if words and place:
        options[place] = " ".join(words) if place == "said" else words[0]
    return options | named


def _named(rest: str, names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Words of the form `name=value` for these names, and the other words."""
    named: dict[str, str] = {}
    words: list[str] = []
    for word in rest.split():
        found = _NAMED.fullmatch(word)
        name = _SHORT_NAMES.get(found[1], found[1]) if found else ""
        if found and name in names:
            named[name] = found[2]
        else:
            words.append(word)
    return named, words


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
    name = ANOTHER if button.options.get("another") else button.command
    words = [f"/{name}"]
    for option, value in button.options.items():
        if option in {"another", "number"} or at_hand.get(option) == value:
            continue
        # Only the numbers after `/self-check` mean something else than an answer.
        bare = option == "question" or (option == "answer_id" and button.command != "self-check")
        words.append(value if bare else f"{option.removesuffix('_id')}={value}")
    return " ".join(words)
