"""The built-in plans held from start to end in a chat, with the candidates' lines that are kept as data."""

from __future__ import annotations

import pytest

from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.lexical import LexicalComparer
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.interviewer import PlanInterviewer
from bot.core.interviews.script import make_script
from bot.core.interviews.scripted import Line, play
from bot.core.interviews.state import Session, TurnKind
from bot.core.replies.interview_turns import debrief_replies
from tests.samples import NOON
from tests.transcripts.core_stage import CoreStage
from tests.unit.test_interview_candidates import SHORTEST_FIRST, content, lines_of


class Candidate:
    """Somebody who says lines in a conversation with the bot, as `play` has them said."""

    def __init__(self, plan: str) -> None:
        self.plan = plan
        self.stage = CoreStage(content())

    @property
    def session(self) -> Session:
        [(kept, *_)] = self.stage.stores.interviews.kept.values()
        return kept.session

    async def says(self, text: str) -> None:
        await self.stage.say("bob", text, "direct")
        await self.stage.settle()

    async def through(self, lines: list[Line]) -> None:
        await self.says(f"mock {self.plan}")
        order = [record.id for record in self.session.stages]
        for line in lines:
            goodbyes = 0
            while line.stage and not self.session.over and order.index(self.session.stage) < order.index(line.stage):
                before = self.session.stage
                await self.says("that's all" if goodbyes < 3 else "skip")
                goodbyes = goodbyes + 1 if self.session.stage == before else 0
            if not self.session.over and line.stage in {None, self.session.stage}:
                await self.says(line.text)
        if not self.session.over:
            await self.says("stop")


@pytest.mark.parametrize("plan", SHORTEST_FIRST)
async def test_a_plan_is_held_in_a_chat_as_it_is_from_a_file(plan: str) -> None:
    lines = lines_of(plan, "middling")
    candidate = Candidate(plan)
    await candidate.through(lines)
    script, judge = make_script(content(), plan), CoverageJudge(LexicalComparer())
    from_file = await play(Conductor(PlanInterviewer(), judge, judge), script, "one", lines, lambda: NOON)
    judge.stop()
    session = candidate.session
    assert session.phase is from_file.phase
    assert said(session) == said(from_file)
    shown = await candidate.stage.seen("bob", "direct")
    turns = [turn for turn in session.turns if turn.persona is not None]
    debrief = debrief_replies(script, session, content().bank)
    notes = any(record.notes for record in session.stages)
    assert len(shown) == len(turns) + len(debrief) + notes
    left = iter(shown)
    assert all(any(turn.text in text for text in left) for turn in turns)


def said(session: Session) -> list[str]:
    """What the interviewer said, but for what depends on the clock."""
    return [turn.text for turn in session.turns if turn.persona is not None and turn.kind is not TurnKind.TIME]
