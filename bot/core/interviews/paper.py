"""An interview on paper: what a transcript holds, in the order it stands there, whatever it is written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.core.interviews.debrief import Debrief
from bot.core.interviews.shown import points, recommendation_text, stage_score, view_text
from bot.core.interviews.state import Turn
from bot.core.wording import say, say_count


@dataclass(frozen=True, slots=True)
class Title:
    """What it is, in Markdown, and when it was held."""

    text: str
    held: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, in Markdown; level 2 begins a section, level 3 a part of one."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown of ours, of the plan or of the model."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What the candidate wrote, to be shown literally, and in Markdown what it is quoted for."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, in Markdown or, where the candidate wrote it, to be shown literally."""

    items: tuple[str, ...]
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Levels:
    """A part's criteria, each with its lowest and highest plausible level of 4."""

    rows: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A turn.

    Attributes:
        speaker: Who says it.
        text: The words; Markdown for an interviewer, to be shown literally for the candidate.
        by_candidate: Whose it is.
        quote: Words of the candidate that an interviewer takes up, to be shown literally.
    """

    speaker: str
    text: str
    by_candidate: bool
    quote: str = ""


Block: TypeAlias = Title | Section | Prose | Quote | Bullets | Levels | Said


def on_paper(debrief: Debrief) -> Iterator[Block]:
    """The whole interview: the debrief's scores, then all that was said."""
    session, plan = debrief.session, debrief.script.plan
    clock = say_count("minutes", round(session.seconds / 60))
    yield Title(
        say("interview.transcript.title", title=plan.title),
        say("interview.transcript.head", date=session.began.date().isoformat(), minutes=clock),
    )
    yield from _scores(debrief)
    yield from _stages(debrief)
    yield from _habits(debrief)
    yield from _practise(debrief)
    yield from _said(debrief)


def _scores(debrief: Debrief) -> Iterator[Block]:
    if debrief.total is None:
        yield Prose(say("interview.debrief.nothing"))
        return
    counted = sum(view.counts for view in debrief.stages)
    score = points(debrief.total, debrief.low, debrief.high, estimate=debrief.estimate)
    yield Prose(say("interview.debrief.overall", score=score, parts=say_count("interview.debrief.parts", counted)))
    if debrief.estimate:
        yield Prose(say("interview.debrief.estimate"))
    if debrief.recommendation is not None:
        yield Prose(recommendation_text(debrief))
        yield from _panel(debrief)


def _panel(debrief: Debrief) -> Iterator[Block]:
    """What each of several interviewers thinks."""
    yield Section(say("interview.debrief.panel"))
    stances = [(view, say(f"interview.view.{view.stance.value}")) for view in debrief.views]
    yield Bullets(tuple(f"**{view.persona.name}**: {stance} ({view_text(view)})" for view, stance in stances))


def _stages(debrief: Debrief) -> Iterator[Block]:
    for view in debrief.stages:
        yield Section(say("interview.debrief.stage", title=view.part.stage.title, score=stage_score(view)))
        graded = view.verdict.criteria if view.verdict else ()
        if graded:
            yield Levels(tuple((one.name or one.criterion_id, one.low, one.high) for one in graded))
        for name, quote in view.quotes:
            yield Quote(quote, say("interview.debrief.quoted", criterion=name))
        for quote, correction in view.corrections:
            yield Quote(quote)
            yield Prose(correction)
        if view.adds:
            yield Prose(say("interview.debrief.adds"))
            yield Bullets(view.adds)
        if view.record.notes:
            yield Prose(f"{say('interview.transcript.notes')}:")
            yield Bullets(view.record.notes, literal=True)


def _habits(debrief: Debrief) -> Iterator[Block]:
    yield Section(say("interview.debrief.habits"))
    yield Bullets(
        tuple(
            f"{say('interview.debrief.habit', name=item.name, text=item.text)} ({item.because})"
            for item in debrief.habits
            if item.good is not None
        )
    )


def _practise(debrief: Debrief) -> Iterator[Block]:
    if not debrief.practise:
        return
    yield Section(say("interview.debrief.practise"))
    items = []
    for item in debrief.practise:
        names = ", ".join(f"{question.title} (`{question.id}`)" for question in item.questions)
        items.append(f"**{item.criterion.name}**: {names}")
    yield Bullets(tuple(items))


def _said(debrief: Debrief) -> Iterator[Block]:
    yield Section(say("interview.transcript.turns"))
    stage = ""
    for turn in debrief.session.turns:
        if turn.stage != stage:
            stage = turn.stage
            yield Section(debrief.script.part(stage).stage.title, 3)
        yield _turn(debrief, turn)


def _turn(debrief: Debrief, turn: Turn) -> Said:
    if turn.persona is None:
        return Said(say("interview.transcript.candidate"), turn.text, by_candidate=True)
    return Said(debrief.script.persona(turn.persona).name, turn.text, by_candidate=False, quote=turn.quote)
