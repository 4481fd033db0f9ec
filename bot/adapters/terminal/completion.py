"""What can follow what is typed so far, for commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.adapters.terminal.translate import ANOTHER, LEAVING
from bot.adapters.terminal.words import say
from bot.core.bank.vocabulary import Skill, Track
from bot.core.commands import COMMANDS, find
from bot.core.commands.scheduling import ACTIONS
from bot.core.commands.typed import Choices

_TAKING_WORDS = ("question", ANOTHER, "model-answer")
_SCHEDULE = "schedule"
_MOCK = "mock"


class CommandCompleter(Completer):
    """Completes the names of commands, and after `/question` ids, tracks, styles and skills, after `/mock` plans."""

    def __init__(self, choices: Choices) -> None:
        self._names = {command.name: command.summary for command in COMMANDS}
        self._names |= {ANOTHER: say("help.another"), LEAVING[0]: say("help.quit")}
        self._choices = choices

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002 - the same for Tab and while typing
    ) -> Iterable[Completion]:
        """Completions of the word before the cursor."""
        before = document.text_before_cursor
        if not before.startswith("/") or "\n" in document.text:
            return
        name, space, rest = before[1:].partition(" ")
        if not space:
            commands = ((f"/{known}", summary) for known, summary in self._names.items())
            yield from _matching(before, commands)
        elif _named(name) == _SCHEDULE:
            if " " not in rest:
                yield from _matching(rest, ((action, _SCHEDULE) for action in ACTIONS))
        elif _named(name) == _MOCK:
            yield from _matching(rest.rpartition(" ")[2], ((plan, _MOCK) for plan in self._choices.plans))
        elif self._takes_words(name):
            yield from _matching(rest.rpartition(" ")[2], self._words(name))

    def _takes_words(self, name: str) -> bool:
        return _named(name) in _TAKING_WORDS

    def _words(self, name: str) -> Iterator[tuple[str, str]]:
        if name != ANOTHER:
            yield from self._choices.questions.items()
        command = find(name)
        if command is None or command.name == "question":
            yield from ((track.value, "track") for track in Track)
            yield from ((style, "style") for style in self._choices.styles)
            yield from ((skill.value, "skill") for skill in Skill if skill.value not in tuple(Track))


def _named(name: str) -> str:
    command = find(name)
    return command.name if command else name


def _matching(typed: str, words: Iterable[tuple[str, str]]) -> Iterator[Completion]:
    """Words that begin with what is typed, or have a part after a hyphen that does."""
    wanted = typed.lower()
    for word, meaning in words:
        if word.startswith(wanted) or f"-{wanted}" in word:
            yield Completion(word, start_position=-len(typed), display_meta=meaning)
