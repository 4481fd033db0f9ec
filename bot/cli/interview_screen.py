"""A mock interview as `greenroom interview run` prints it."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from bot.adapters.terminal.growing import Growing
    from bot.core.bank.content import Content
    from bot.core.chat import Reply
    from bot.core.interviews.floor import Step
    from bot.core.interviews.script import Script
    from bot.core.interviews.state import Session, Turn

_LONGEST_PAUSE = 4.0  # seconds; a terminal is read faster than it is listened to


@dataclass(frozen=True)
class InterviewScreen:
    """Prints an interview.

    Attributes:
        script: The plan.
        content: The bank, for what to practise next.
        quiet: Whether nothing is printed.
        echo: Whether the candidate's turns are printed as well.
        growing: A turn that is printed while it is being written, where somebody looks on.
    """

    script: Script
    content: Content
    quiet: bool
    echo: bool
    growing: Growing | None = None

    async def draft(self, turn: Turn) -> None:
        """Print what has come of a turn that is being written."""
        from bot.adapters.terminal.growing import WORD_SECONDS, new_words

        if self.growing is None:
            return
        reply = self._reply(turn)
        for words in new_words(self.growing.words, reply):
            self.growing.grow(reply, words)
            await asyncio.sleep(WORD_SECONDS)

    def _say(self, turn: Turn) -> None:
        """Print what an interviewer said, or what is left to print of it."""
        from bot.adapters.terminal.words import say
        from bot.cli.printing import print_reply

        reply = self._reply(turn)
        if self.growing is not None and self.growing.begun:
            if self.growing.finish(reply):
                return
            typer.echo(f"\n{say('draft.instead')}\n")
        print_reply(reply)

    def _reply(self, turn: Turn) -> Reply:
        """A turn; what may grow line by line stands in no frame."""
        from bot.core.chat import ReplyKind
        from bot.core.interviews.shown import turn_reply
        from bot.core.interviews.state import TurnKind

        reply = turn_reply(self.script, turn)
        grows = self.growing is not None and turn.kind is TurnKind.PROBE
        return replace(reply, kind=ReplyKind.TURN) if grows else reply

    def show(self, step: Step) -> None:
        """Print what was said."""
        from bot.core.interviews.state import TurnKind

        for turn in step.turns if not self.quiet else ():
            if turn.persona is not None:
                self._say(turn)
            elif self.echo and turn.text:
                typer.echo(f"\n› {turn.text}\n")
            if turn.kind is TurnKind.DEBRIEF:
                self._look_back(step.session)

    async def speak(self, step: Step) -> None:
        """Print what was said, with pauses where somebody reads along."""
        for turn in step.turns:
            if sys.stdout.isatty() and not self.quiet and turn.pause:
                await asyncio.sleep(min(turn.pause, _LONGEST_PAUSE))
            self.show(replace(step, turns=(turn,)))
        if sys.stdin.isatty() and not self.quiet and step.session.rating is None:
            typer.echo("\n› ", nl=False)

    def _look_back(self, session: Session) -> None:
        from bot.cli.printing import print_reply
        from bot.core.interviews.debrief import look_back
        from bot.core.interviews.shown import debrief_reply

        print_reply(debrief_reply(look_back(self.script, session, self.content.bank)))


def growing_here() -> Growing | None:
    """Where turns are printed while they are written; none unless somebody sits at a terminal that shows that well."""
    from bot.adapters.terminal.console import lets_grow, open_console
    from bot.adapters.terminal.growing import Growing

    console = open_console(sys.stdout)
    return Growing(console) if sys.stdin.isatty() and lets_grow(console) else None
