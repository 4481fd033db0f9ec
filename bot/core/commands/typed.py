"""Reading commands that are typed as words, on any platform."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.bank.content import Content
from bot.core.bank.vocabulary import Skill, Track
from bot.core.commands.command import Command
from bot.core.commands.options import named_options
from bot.core.commands.table import COMMANDS, find

_FIRST_WORD = {"hint": "number", "history": "limit", "self-check": "said"}
_QUESTION_OPTIONS = tuple(
    option.name for command in COMMANDS if command.name == "question" for option in command.options
)
_MOST_WORDS_OF_A_COMMAND = 4


@dataclass(frozen=True, slots=True)
class Choices:
    """What a member can choose from, for completion and for telling words apart.

    Attributes:
        questions: Titles of all questions by their ids.
        styles: Company styles.
    """

    questions: Mapping[str, str] = field(default_factory=dict)
    styles: tuple[str, ...] = ()

    @classmethod
    def of(cls, content: Content) -> Choices:
        """All that a bank has."""
        return cls({question.id: question.title for question in content.bank}, tuple(content.styles))


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as it was typed: its name in lower case, and all that came after it."""

    name: str
    rest: str = ""


def spoken_command(text: str) -> Typed | None:
    """The command in a message to the bot, or None if the message reads as prose, such as an answer.

    A slash in front always makes a command. Without one, a text is a command if it begins with a command's name and is
    short, or has a colon after the name of one that takes text: "Question the metric first, because ..." is an answer.
    """
    head, _, rest = text.strip().partition(" ")
    head, _, more = head.partition("\n")
    rest = f"{more}\n{rest}" if more else rest
    command = find(head.lstrip("/").rstrip(":"))
    if command is None:
        return None
    plain = not head.startswith("/")
    if plain and command.takes_text and not head.endswith(":") and rest.strip():
        return None
    if plain and not command.takes_text and len(text.split()) > _MOST_WORDS_OF_A_COMMAND:
        return None
    return Typed(command.name, rest.strip())


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
    named, words = named_options(rest, names)
    place = _FIRST_WORD.get(command.name, names[0] if names else "")
    if words and place and not command.takes_text:
        options[place] = " ".join(words) if place == "said" else words[0]
    return options | named


def _meaning(word: str, choices: Choices) -> str:
    if re.fullmatch(r"\d([-–]\d)?", word):
        return "difficulty"
    if word in tuple(Track):
        return "track"
    if word in choices.styles:
        return "style"
    return "skill" if word in tuple(Skill) else "question"
