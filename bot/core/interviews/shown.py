"""An interview as replies: turns as they are said, and the debrief."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.chat import Bar, Bars, Button, Buttons, Callout, Heading, Part, Quotation, Reply, ReplyKind, Rows, Text
from bot.core.interviews.debrief import Debrief, Outcome, StageView
from bot.core.interviews.panel import View
from bot.core.interviews.practising import Practice
from bot.core.interviews.script import Script
from bot.core.interviews.state import Turn, TurnKind
from bot.core.wording import say, say_count

_ASKS = {TurnKind.ASK, TurnKind.PROBE, TurnKind.REPEAT}


def turn_reply(script: Script, turn: Turn) -> Reply:
    """A turn of the interviewer; the candidate's words that it takes up are shown literally."""
    persona = script.persona(turn.persona) if turn.persona else None
    text = f"**{persona.name}:** {turn.text}" if persona else turn.text
    parts: list[Part] = [Text(text)]
    if turn.quote:
        parts.append(Quotation(turn.quote))
    kind = (
        ReplyKind.QUESTION if turn.kind in _ASKS else ReplyKind.HINT if turn.kind is TurnKind.HINT else ReplyKind.NOTICE
    )
    return Reply(kind, tuple(parts), context={"turn": str(turn.number)})


def debrief_reply(debrief: Debrief) -> Reply:
    """The debrief: the whole, each part, habits, what to practise, and the panel's views."""
    whole, stages, rest = debrief_parts(debrief)
    return Reply(ReplyKind.SUMMARY, (*whole, *(part for parts in stages for part in parts), *rest))


def debrief_parts(debrief: Debrief) -> tuple[tuple[Part, ...], tuple[tuple[Part, ...], ...], tuple[Part, ...]]:
    """The debrief in three: the whole with the panel's views; each part; habits and what to practise."""
    title = Heading(say("interview.debrief.title", title=debrief.script.plan.title))
    stages = tuple(tuple(_stage(view)) for view in debrief.stages)
    return (title, *_whole(debrief), *_panel(debrief)), stages, (*_habits(debrief), *_practise(debrief))


def points(total: float, low: float, high: float, *, estimate: bool) -> str:
    """A total, or a range where it is an estimate."""
    if estimate:
        return say("interview.score.estimate", low=round(low), high=round(high))
    return say("interview.score", total=round(total))


def _whole(debrief: Debrief) -> Iterator[Part]:
    if debrief.total is None:
        yield Text(say("interview.debrief.nothing"))
        return
    counted = [view for view in debrief.stages if view.counts]
    score = points(debrief.total, debrief.low, debrief.high, estimate=debrief.estimate)
    parts = say_count("interview.debrief.parts", len(counted))
    if debrief.practise:
        yield Callout(say("card.next"), practise_text(debrief.practise[0]))
    yield Text(say("interview.debrief.overall", score=score, parts=parts))
    yield Bars(tuple(_bar(view, estimate=debrief.estimate) for view in counted))
    if debrief.estimate:
        yield Text(say("interview.debrief.estimate"), subtle=True)


def _bar(view: StageView, *, estimate: bool) -> Bar:
    if not estimate:
        return Bar(view.part.stage.title, view.total, 100, caption=f"{view.total:.0f}")
    caption = f"{view.low:.0f}-{view.high:.0f}"
    return Bar(view.part.stage.title, view.total, 100, view.low, view.high, caption)


def _stage(view: StageView) -> Iterator[Part]:
    score = stage_score(view)
    yield Heading(say("interview.debrief.stage", title=view.part.stage.title, score=score))
    for name, quote in view.quotes:
        yield Quotation(quote, say("interview.debrief.quoted", criterion=name))
    for quote, correction in view.corrections:
        yield Quotation(quote, say("card.mistake"))
        yield Text(correction)
    if view.adds:
        yield Text("\n".join([say("interview.debrief.adds"), "", *(f"- {idea}" for idea in view.adds)]))
    if view.record.hints:
        yield Text(say_count("interview.debrief.hints", view.record.hints), subtle=True)


def stage_score(view: StageView) -> str:
    """A part's points, or what became of it."""
    if view.outcome is Outcome.SCORED and view.verdict is not None:
        if view.verdict.estimate:
            return say("interview.score.about", low=round(view.low), high=round(view.high))
        return points(view.total, view.low, view.high, estimate=False)
    return say(f"interview.debrief.{view.outcome.value}")


def _habits(debrief: Debrief) -> Iterator[Part]:
    judged = [item for item in debrief.habits if item.good is not None]
    open_ones = [item for item in debrief.habits if item.good is None]
    if judged:
        yield Heading(say("interview.debrief.habits"))
    for item in judged:
        yield Text(say("interview.debrief.habit", name=item.name, text=item.text))
        yield Text(item.because, subtle=True)
    if open_ones:
        yield Heading(say("interview.debrief.unjudged"))
        lines = (say("interview.debrief.habit", name=item.name, text=item.text) for item in open_ones)
        yield Text("\n".join(f"- {line}" for line in lines), subtle=True)


def _practise(debrief: Debrief) -> Iterator[Part]:
    if not debrief.practise:
        return
    yield Heading(say("interview.debrief.practise"))
    yield Text("\n".join(f"- {practise_text(item)}" for item in debrief.practise))
    questions = [question for item in debrief.practise for question in item.questions]
    yield Buttons(tuple(Button(question.title, "question", {"question": question.id}) for question in questions[:3]))


def practise_text(item: Practice) -> str:
    """One thing to practise, in a line."""
    return say(
        "interview.debrief.practise.item.missing" if item.missing else "interview.debrief.practise.item",
        missing=item.missing,
        criterion=item.criterion.name,
        skill=item.criterion.skill.value.replace("-", " "),
        stage=item.part.stage.title,
        questions=", ".join(f"{question.title} (`{question.id}`)" for question in item.questions),
    )


def _panel(debrief: Debrief) -> Iterator[Part]:
    advice = debrief.recommendation
    if advice is None:
        return
    yield Heading(say("interview.debrief.panel"))
    rows = tuple(
        (view.persona.name, say(f"interview.view.{view.stance.value}"), view_text(view)) for view in debrief.views
    )
    yield Rows(tuple(say("interview.debrief.panel.columns").split("|")), rows)
    yield Callout(say("interview.debrief.recommendation"), recommendation_text(debrief))


def recommendation_text(debrief: Debrief) -> str:
    """What the panel recommends together, and why; empty for a single interviewer."""
    advice = debrief.recommendation
    if advice is None:
        return ""
    said = [f"**{say(f'interview.recommend.{advice.advice.value}')}.**"]
    if advice.total is not None:
        score = points(advice.total, debrief.low, debrief.high, estimate=advice.estimate)
        said.append(say("interview.recommend.counts", yes=advice.yes, unsure=advice.unsure, no=advice.no, score=score))
    for key, names in (
        ("for", advice.reasons_for if advice.yes else ()),
        ("against", advice.reasons_against if advice.no or advice.unsure else ()),
        ("missing", advice.missing),
    ):
        if names:
            said.append(say(f"interview.recommend.{key}", names=", ".join(names)))
    if advice.estimate:
        said.append(say("interview.recommend.estimate"))
    return " ".join(said)


def view_text(view: View) -> str:
    """Why an interviewer thinks as they do: the points, and where the candidate was best and least good."""
    if view.total is None:
        return say("interview.view.why.none")
    score = (
        say("interview.score", total=round(view.total)) if view.low == view.high else f"{view.low:.0f}-{view.high:.0f}"
    )
    if not view.best:
        return say("interview.view.why.least", score=score, least=view.least) if view.least else score
    return say(
        "interview.view.why" if view.least else "interview.view.why.best", score=score, best=view.best, least=view.least
    )
