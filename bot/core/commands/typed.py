"""Reading commands that are typed as words, on any platform."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.content import Content
from bot.core.bank.vocabulary import Skill, Track
from bot.core.commands.command import Command
from bot.core.commands.options import SHORT_NAMES, named_options
from bot.core.commands.pairing import is_invitation
from bot.core.commands.remind import is_for_remind
from bot.core.commands.table import COMMANDS, find
from bot.core.schedules.errors import ScheduleError
from bot.core.schedules.words.parse import parse

_FIRST_WORD = {"hint": "number", "history": "limit", "self-check": "said"}
_QUESTION_OPTIONS = tuple(
    option.name for command in COMMANDS if command.name == "question" for option in command.options
)
_NAMED_OPTION = re.compile(r"([a-z_]+)=\S*")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_RATING = re.compile(r"rate\s+(?P<stars>[1-5])\s*[,.:;–—-]?\s+(?P<rest>\S.*)", re.DOTALL | re.IGNORECASE)
"""A rating with a reason, as it is typed after `mock`."""

_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a member can choose from, for completion and for telling words apart.

    Attributes:
        questions: Titles of all questions by their ids.
        styles: Company styles.
        plans: Interview plans.
    """

    questions: Mapping[str, str] = field(default_factory=dict)
    styles: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()

    @staticmethod
    def of(content: Content) -> Choices:
        """All that a bank has; made once for each bank."""
        return _choices(content.bank, tuple(content.styles), tuple(content.interviews))


@lru_cache(maxsize=4)
def _choices(bank: QuestionBank, styles: tuple[str, ...], plans: tuple[str, ...]) -> Choices:
    return Choices({question.id: question.title for question in bank}, styles, plans)


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed: its name in lower case, and all that came after it."""

    name: str
    rest: str = ""


_SPOKEN = re.compile(r"(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z-]*)(?P<colon>:?)(?:\s+(?P<rest>.*))?", re.DOTALL)


def spoken_command(text: str, choices: Choices | None = None, *, prose: bool = True) -> Typed | None:
    """The command in a message to the bot, or None if the message reads as prose, such as an answer.

    A slash in front always makes a command, and so does a command's name alone. The name of a command that takes text
    needs a colon: "Answer: I would ...". After any other name, each word has to be one that the command knows, such as
    a number, a track or `name=value`: "question sql 3" is a command, "Question the metric first" is an answer.

    Args:
        text: The message, without the bot's name.
        choices: Which questions and styles there are.
        prose: Whether it may be an answer; if not, words that begin with a command's name are one.
    """
    said = text.strip()
    said = said if " " in said else said.rstrip("!?.")
    found = _SPOKEN.fullmatch(said)
    command = find(found["name"]) if found else None
    if found is None or command is None:
        return None
    rest = (found["rest"] or "").strip()
    if found["slash"] or not prose or not rest or _is_meant(command, rest, bool(found["colon"]), choices or Choices()):
        return Typed(command.name, rest)
    return None


def _is_meant(command: Command, rest: str, colon: bool, choices: Choices) -> bool:
    """Whether what stands after a command's name belongs to it."""
    if command.takes_text:
        means_it = {"schedule": _is_schedule, "pair": is_invitation}.get(command.name)
        return colon or (means_it is not None and means_it(rest))
    if command.name == "mock" and _RATING.fullmatch(rest):
        return not colon
    return not colon and all(_fits(command, word, choices) for word in rest.split())


def _fits(command: Command, word: str, choices: Choices) -> bool:
    """Whether a word is one that a command knows."""
    options = {option.name: option for option in command.options}
    named = _NAMED_OPTION.fullmatch(word)
    if named is not None:
        return named[1] in options or named[1] in SHORT_NAMES
    if command.name in {"question", "mock", "remind"}:
        return _fits_open_list(command, word, choices)
    first = options.get(_FIRST_WORD.get(command.name, next(iter(options), "")))
    if first is None:
        return False
    if first.name == "question":
        return _is_question(word, choices)
    if first.name == "said":
        return all(_ID.fullmatch(point) for point in word.split(",") if point)
    return word.isdecimal() if first.number else word.lower() in first.choices


def _fits_open_list(command: Command, word: str, choices: Choices) -> bool:
    """Whether a word is one for a command whose words come in any order."""
    if command.name == "remind":
        return is_for_remind(word)
    if command.name == "mock":
        return _meaning_in_mock(word.lower()) != "plan" or word.lower() in choices.plans
    return _meaning(word.lower(), choices) != "question" or _is_question(word, choices)


def _is_question(word: str, choices: Choices) -> bool:
    """Whether a word is a question's id, or was perhaps meant to be one."""
    return word in choices.questions or _ID.fullmatch(word) is not None


def _is_schedule(rest: str) -> bool:
    """Whether words say when questions are to come, or what is to be done with a schedule."""
    command = find("schedule")
    assert command is not None
    options = {option.name: option for option in command.options}
    _, words = named_options(rest, list(options))
    if words and words[0].lower() in options["action"].choices:
        words = words[1:]
    try:
        return (
            not words
            or all(re.fullmatch(r"[0-9-]+", word) for word in words)
            or bool(parse(" ".join(words), _SOME_DAY, "UTC"))
        )
    except ScheduleError:
        return False


def question_options(rest: str, choices: Choices) -> dict[str, str]:
    """Options from words in any order: a track, a skill, a style, a difficulty, or else a question's id."""
    options, words = named_options(rest, _QUESTION_OPTIONS)
    for word in words:
        name = _meaning(word.lower(), choices)
        several = name in {"track", "skill"} and name in options
        options[name] = f"{options[name]},{word}" if several else word
    return options


def options_of(command: Command, rest: str, at_hand: Mapping[str, str], choices: Choices) -> dict[str, str]:
    """What a command needs: from the words typed, else from where the conversation stands."""
    if command.name == "question":
        return question_options(rest, choices)
    names = [option.name for option in command.options]
    options = {name: value for name, value in at_hand.items() if name in names}
    if command.takes_text:
        return options | _leading(command, rest)[0]
    if command.name == "mock" and (rating := _RATING.fullmatch(rest)):
        about, why = _leading(command, rating["rest"])
        return options | {"action": "rate", "stars": rating["stars"], "why": why} | about
    named, words = named_options(rest, names)
    if command.name == "mock":
        return {_meaning_in_mock(word.lower()): _IN_MOCK.get(word.lower(), word.lower()) for word in words} | named
    place = _FIRST_WORD.get(command.name, names[0] if names else "")
    if words and place and not command.takes_text:
        options[place] = " ".join(words) if place in {"said", "state"} else words[0]
    return options | named


def text_of(command: Command, rest: str) -> str:
    """The free text in what was typed after a command's name: all but the options in front of it."""
    return _leading(command, rest)[1] if command.takes_text else ""


def _leading(command: Command, rest: str) -> tuple[dict[str, str], str]:
    """The options in front of a text, and the text as it was written: `x=1` further on is part of it."""
    names = [option.name for option in command.options]
    options: dict[str, str] = {}
    rest = rest.strip()
    while True:
        word, text = (*rest.split(maxsplit=1), "", "")[:2]
        named = {} if word.startswith("id=") else named_options(word, names)[0]
        if not named:
            return options, rest
        options |= named
        rest = text


def _meaning_in_mock(word: str) -> str:
    """The option that a word after `mock` is for: what to do, how many stars, whether alone, else the plan."""
    if word in _IN_MOCK:
        return "private"
    if word in {"1", "2", "3", "4", "5"}:
        return "stars"
    command = find("mock")
    actions = next((option.choices for option in command.options if option.name == "action"), ()) if command else ()
    return "action" if word in actions else "plan"


_IN_MOCK = {"private": "yes", "privately": "yes", "alone": "yes"}


def _meaning(word: str, choices: Choices) -> str:
    if re.fullmatch(r"\d([-–]\d)?", word):
        return "difficulty"
    if word in tuple(Track):
        return "track"
    if word in choices.styles:
        return "style"
    return "skill" if word in tuple(Skill) else "question"
