"""An interview whose candidate is a file: one turn a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.interviews.conduct import Conductor
from bot.core.interviews.floor import Step
from bot.core.interviews.listening import Word, word_of
from bot.core.interviews.moving import rating_of
from bot.core.interviews.script import Script
from bot.core.interviews.state import Session

_HEADER = re.compile(r"\[([a-z0-9]+(?:-[a-z0-9]+)*)\]")
_MOST_GOODBYES = 3  # "nothing to add" may be answered by an encouragement before it ends a stage


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of the candidate.

    Attributes:
        text: What is said.
        stage: Id of the stage it belongs to; none for whichever is open.
        number: The line of the file, from 1.
    """

    text: str
    stage: str | None
    number: int


def read_lines(text: str) -> list[Line]:
    """The candidate's turns.

    Empty lines and lines that begin with `#` are left out. A line that ends in a backslash goes on in the next. A line
    such as `[warm-up]` names the stage of those that follow it.
    """
    found: list[Line] = []
    stage: str | None = None
    held: list[str] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.rstrip()
        if not held and (not line or line.startswith("#")):
            continue
        if not held and (header := _HEADER.fullmatch(line)):
            stage = header[1]
            continue
        held.append(line.removesuffix("\\"))
        if not line.endswith("\\"):
            found.append(Line("\n".join(held), stage, number - len(held) + 1))
            held = []
    return [*found, Line("\n".join(held), stage, 0)] if held else found


def unknown_stages(script: Script, lines: Sequence[Line]) -> list[str]:
    """Stages that lines name and the plan does not have."""
    known = {part.id for part in script.parts}
    return list(dict.fromkeys(line.stage for line in lines if line.stage is not None and line.stage not in known))


async def play(
    conductor: Conductor,
    script: Script,
    session_id: str,
    lines: Sequence[Line],
    now: Callable[[], datetime],
    told: Callable[[Step], None] = lambda _step: None,
) -> Session:
    """Hold an interview with a candidate who says these lines; it is stopped when there are no more.

    A line of a certain stage is left out when that stage is over by then; before the first line of a later stage, the
    candidate says that they have nothing to add.

    Args:
        conductor: Holds the interview.
        script: The plan.
        session_id: Its id.
        lines: The candidate's turns.
        now: The time.
        told: Is handed what was said, step by step.
    """
    step = await conductor.begin(script, session_id, now())
    told(step)
    session = step.session
    player = _Player(conductor, script, now, told)
    for line in lines:
        if not session.over and line.stage is not None:
            session = await player.brought_to(session, line.stage)
        if _is_due(script, session, line):
            session = await player.said(session, line.text)
    return session if session.over else await player.said(session, "", Word.STOP)


def _is_due(script: Script, session: Session, line: Line) -> bool:
    if session.over:
        return word_of(line.text) is Word.RESUME or rating_of(line.text, script.plan) is not None
    return line.stage is None or line.stage == session.stage


@dataclass(frozen=True)
class _Player:
    conductor: Conductor
    script: Script
    now: Callable[[], datetime]
    told: Callable[[Step], None]

    async def said(self, session: Session, text: str, word: Word | None = None) -> Session:
        step = await self.conductor.hear(self.script, session, text, self.now(), word)
        self.told(step)
        return step.session

    async def brought_to(self, session: Session, stage: str) -> Session:
        """The interview when the stage is open, or over."""
        ids = [part.id for part in self.script.parts]
        goodbyes = 0
        while not session.over and ids.index(session.stage) < ids.index(stage):
            before = session.stage
            word = Word.DONE if goodbyes < _MOST_GOODBYES else Word.SKIP
            session = await self.said(session, "", word)
            goodbyes = goodbyes + 1 if session.stage == before else 0
        return session
