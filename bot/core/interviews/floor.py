"""Whose word it is: a record on which turns are spoken, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core.interviews.clocks import settled
from bot.core.interviews.script import Part, Script
from bot.core.interviews.state import Session, Turn, TurnKind

_WORDS_A_SECOND = 3.5
_LONGEST_PAUSE = 10.0


class Wants(StrEnum):
    """What an interview needs from outside before it can go on."""

    FOLLOW_UP = "follow-up"
    GRADE = "grade"
    REGRADE = "regrade"


@dataclass(frozen=True)
class Step:
    """What an event led to.

    Attributes:
        session: The record as it is now.
        turns: What was said, by both sides, in order.
        wants: What is needed next: `FOLLOW_UP` is answered by `session.follow_up_with`, `GRADE` by
            `session.go_on_from`, `REGRADE` by `session.regraded`.
        stage: Id of the stage that it is needed for.
    """

    session: Session
    turns: tuple[Turn, ...] = ()
    wants: Wants | None = None
    stage: str = ""

    def then(self, later: Step) -> Step:
        """Both, one after the other."""
        return Step(later.session, self.turns + later.turns, later.wants, later.stage)


@dataclass
class Floor:
    """A record under change.

    Args:
        script: The plan.
        session: The record; its clock is counted up to now.
        at: The present moment.
    """

    script: Script
    session: Session
    at: datetime
    turns: list[Turn] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = settled(self.script, self.session, self.at)

    @property
    def part(self) -> Part:
        """The stage that is open."""
        return self.script.part(self.session.stage)

    def change(self, **changes: Any) -> None:  # noqa: ANN401 - fields of several types
        """Change the record."""
        self.session = self.session.model_copy(update=changes)

    def change_stage(self, **changes: Any) -> None:  # noqa: ANN401 - fields of several types
        """Change the open stage's record."""
        self.session = self.session.with_stage(self.session.stage, **changes)

    def say(self, kind: TurnKind, text: str, *, about: str = "", quote: str = "") -> None:
        """Let the interviewer of the open stage say something."""
        spoken = [turn for turn in self.turns if turn.persona is not None]
        pause = min(_LONGEST_PAUSE, round(len(spoken[-1].text.split()) / _WORDS_A_SECOND, 1)) if spoken else 0.0
        self._add(kind, text, persona=self.part.persona.id, about=about, quote=quote, pause=pause)

    def hear(self, kind: TurnKind, text: str, *, about: str = "") -> None:
        """Take down what the candidate said."""
        self._add(kind, text, persona=None, about=about)
        self.change(heard=max(self.session.heard, self.at))

    def step(self, wants: Wants | None = None, stage: str | None = None) -> Step:
        """What came of it."""
        return Step(self.session, tuple(self.turns), wants, self.session.stage if stage is None else stage)

    def _add(self, kind: TurnKind, text: str, **values: Any) -> None:  # noqa: ANN401 - fields of several types
        turn = Turn(
            number=len(self.session.turns) + 1, at=self.at, kind=kind, text=text, stage=self.session.stage, **values
        )
        self.turns.append(turn)
        self.change(turns=(*self.session.turns, turn))
