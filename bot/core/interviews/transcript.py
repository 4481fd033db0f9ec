"""An interview as a Markdown file: the debrief's scores, then all that was said, the candidate's words literally."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.interviews.debrief import Debrief
from bot.core.interviews.shown import points, recommendation_text, stage_score
from bot.core.interviews.state import Turn
from bot.core.wording import say, say_count

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&@:])")


def transcript(debrief: Debrief) -> str:
    """The whole interview as CommonMark, ending in a line break; nothing that the candidate wrote becomes markup."""
    return "\n".join(_lines(debrief)).rstrip() + "\n"


def literal(text: str) -> str:
    """Text that shows as it is in CommonMark, its lines kept."""
    return "  \n".join(_MARKS.sub(r"\\\1", line.strip()) for line in text.splitlines())


def _lines(debrief: Debrief) -> Iterator[str]:
    session, plan = debrief.session, debrief.script.plan
    yield f"# {say('interview.transcript.title', title=plan.title)}\n"
    clock = say_count("minutes", round(session.seconds / 60))
    yield f"{say('interview.transcript.head', date=session.began.date().isoformat(), minutes=clock)}\n"
    yield from _scores(debrief)
    yield from _stages(debrief)
    yield from _habits(debrief)
    yield from _practise(debrief)
    yield from _said(debrief)


def _scores(debrief: Debrief) -> Iterator[str]:
    if debrief.total is None:
        yield f"{say('interview.debrief.nothing')}\n"
        return
    counted = sum(view.counts for view in debrief.stages)
    score = points(debrief.total, debrief.low, debrief.high, estimate=debrief.estimate)
    yield f"{say('interview.debrief.overall', score=score, parts=say_count('interview.debrief.parts', counted))}\n"
    if debrief.estimate:
        yield f"{say('interview.debrief.estimate')}\n"
    if debrief.recommendation is not None:
        yield f"{recommendation_text(debrief)}\n"


def _stages(debrief: Debrief) -> Iterator[str]:
    for view in debrief.stages:
        yield f"## {say('interview.debrief.stage', title=view.part.stage.title, score=stage_score(view))}\n"
        for graded in view.verdict.criteria if view.verdict else ():
            level = say("card.bar.caption.range", low=graded.low, high=graded.high)
            yield f"- {graded.name or graded.criterion_id}: {level}"
        yield ""
        for name, quote in view.quotes:
            yield f"> {_quoted(quote)}\n>\n> *{say('interview.debrief.quoted', criterion=name)}*\n"
        for quote, correction in view.corrections:
            yield f"> {_quoted(quote)}\n\n{correction}\n"
        if view.adds:
            yield f"{say('interview.debrief.adds')}\n"
            yield from (f"- {idea}" for idea in view.adds)
            yield ""
        if view.record.notes:
            yield f"{say('interview.transcript.notes')}:\n"
            yield from (f"- {literal(note)}" for note in view.record.notes)
            yield ""


def _habits(debrief: Debrief) -> Iterator[str]:
    yield f"## {say('interview.debrief.habits')}\n"
    for item in debrief.habits:
        if item.good is not None:
            yield f"- {say('interview.debrief.habit', name=item.name, text=item.text)} ({item.because})"
    yield ""


def _practise(debrief: Debrief) -> Iterator[str]:
    if not debrief.practise:
        return
    yield f"## {say('interview.debrief.practise')}\n"
    for item in debrief.practise:
        names = ", ".join(f"{question.title} (`{question.id}`)" for question in item.questions)
        yield f"- **{item.criterion.name}**: {names}"
    yield ""


def _said(debrief: Debrief) -> Iterator[str]:
    yield f"## {say('interview.transcript.turns')}"
    stage = ""
    for turn in debrief.session.turns:
        if turn.stage != stage:
            stage = turn.stage
            yield f"\n### {debrief.script.part(stage).stage.title}\n"
        yield from _turn(debrief, turn)


def _turn(debrief: Debrief, turn: Turn) -> Iterator[str]:
    if turn.persona is None:
        yield f"**{say('interview.transcript.candidate')}:**\n\n> {_quoted(turn.text)}\n"
        return
    yield f"**{debrief.script.persona(turn.persona).name}:** {turn.text}\n"
    if turn.quote:
        yield f"> {_quoted(turn.quote)}\n"


def _quoted(text: str) -> str:
    return literal(text).replace("\n", "\n> ")
