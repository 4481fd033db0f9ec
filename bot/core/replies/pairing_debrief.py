"""The debrief of an interview in pairs: scores given by a person, what a top candidate adds, and how the reader did."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.chat import (
    Bar,
    Bars,
    Button,
    Buttons,
    Callout,
    Fact,
    Facts,
    Heading,
    Part,
    Quotation,
    Reply,
    ReplyKind,
    Text,
)
from bot.core.grading.feedback import worth_aiming_at
from bot.core.interviews.pairing.debrief import PairDebrief
from bot.core.interviews.pairing.scoring import ScoredStage
from bot.core.interviews.pairing.state import GENERAL, Role
from bot.core.interviews.pairing.storing import KeptPair
from bot.core.interviews.shown import practise_text
from bot.core.replies.pairing import action, name_of
from bot.core.replies.pairing_panel import hints_text, probes_text
from bot.core.wording import say, say_count


def pair_debrief_reply(debrief: PairDebrief, kept: KeptPair, role: Role) -> Reply:
    """The debrief, for one of the two.

    Args:
        debrief: The interview looked back on.
        kept: The pair.
        role: Whom it is for.
    """
    parts = [*_whole(debrief), *(part for stage in debrief.stages for part in _stage(stage)), *_practise(debrief, role)]
    if role is Role.READER:
        parts += [*_reading(debrief), *_rated(debrief)]
    else:
        parts.append(Buttons((Button(say("pair.button.rate"), "pair", action(kept, "rate"), primary=True),)))
    return Reply(ReplyKind.SUMMARY, tuple(parts))


def _whole(debrief: PairDebrief) -> Iterator[Part]:
    pair = debrief.pair
    yield Heading(say("pair.debrief.title", title=debrief.script.plan.title))
    people = Fact(say("pair.debrief.of"), name_of(pair.candidate)), Fact(say("pair.debrief.by"), name_of(pair.reader))
    yield Facts((*people, Fact(say("pair.time"), say_count("minutes", round(debrief.seconds / 60)))))
    scored = [stage for stage in debrief.stages if stage.total is not None]
    if debrief.total is None:
        yield Text(say("pair.debrief.nothing"))
    else:
        score = say("interview.score", total=round(debrief.total))
        if debrief.practise:
            yield Callout(say("card.next"), practise_text(debrief.practise[0]))
        yield Text(say("pair.debrief.overall", score=score, parts=say_count("pair.parts", len(scored))))
        yield Bars(tuple(_bar(stage) for stage in scored))
    if debrief.unopened:
        yield Text(say_count("pair.debrief.unopened", debrief.unopened), subtle=True)
    yield Text(say("pair.debrief.person"), subtle=True)


def _bar(stage: ScoredStage) -> Bar:
    total = stage.total or 0.0
    return Bar(stage.part.stage.title, total, 100, caption=f"{total:.0f}")


def _stage(stage: ScoredStage) -> Iterator[Part]:
    score = say("pair.debrief.unscored")
    if stage.total is not None:
        score = say("interview.score", total=round(stage.total))
    yield Heading(say("pair.debrief.stage", title=stage.part.stage.title, score=score))
    if stage.verdict is not None:
        yield Bars(
            tuple(
                Bar(item.name, item.level, TOP_LEVEL, caption=say("pair.debrief.level", level=item.level))
                for item in stage.verdict.criteria
            )
        )
        if len(stage.verdict.criteria) < stage.criteria:
            scored = len(stage.verdict.criteria)
            yield Text(say("pair.debrief.some", scored=scored, count=stage.criteria), subtle=True)
    yield from (Quotation(text, say("pair.debrief.wrote")) for text in stage.record.written)
    yield from _notes(stage)
    if stage.below_top:
        yield Text("\n".join([say("pair.debrief.adds"), "", *_additions(stage)]))


def _notes(stage: ScoredStage) -> Iterator[Part]:
    for criterion, _ in stage.part.request("").rubric:
        about = say("pair.debrief.noted", name=criterion.name)
        yield from (Quotation(text, about) for text in stage.record.notes.get(criterion.id, ()))
    about = say("pair.debrief.noted.general")
    yield from (Quotation(text, about) for text in stage.record.notes.get(GENERAL, ()))


def _additions(stage: ScoredStage) -> Iterator[str]:
    for criterion, level in stage.below_top:
        ideas = " ".join(point.idea for point in criterion.key_points)
        aim, line = worth_aiming_at(criterion, level)
        yield say("pair.debrief.adds.item", name=criterion.name, ideas=ideas, level=aim, line=line)


def _practise(debrief: PairDebrief, role: Role) -> Iterator[Part]:
    if not debrief.practise:
        return
    yield Heading(say("interview.debrief.practise"))
    yield Text("\n".join(f"- {practise_text(item)}" for item in debrief.practise))
    if role is Role.CANDIDATE:
        questions = [question for item in debrief.practise for question in item.questions]
        buttons = tuple(Button(question.title, "question", {"question": question.id}) for question in questions[:3])
        yield from (Buttons(buttons),) if buttons else ()


def _reading(debrief: PairDebrief) -> Iterator[Part]:
    how = debrief.reading
    lines = [_time_text(debrief)]
    lines.append(say("pair.debrief.reading.helped", hints=hints_text(how.hints), probes=probes_text(how.probes)))
    if how.crowded:
        titles = ", ".join(f"“{part.stage.title}”" for part in how.crowded)
        lines.append(say("pair.debrief.reading.crowded", titles=titles))
    scored = {"scored": how.scored, "criteria": how.criteria, "explained": how.explained}
    lines.append(say("pair.debrief.reading.scored", **scored))
    if how.explained * 2 < how.scored:
        lines.append(say("pair.debrief.reading.unexplained"))
    yield Heading(say("pair.debrief.reading"))
    yield Text("\n".join(lines))


def _time_text(debrief: PairDebrief) -> str:
    how = debrief.reading
    if how.longest is not None:
        part, seconds = how.longest
        late = {"title": part.stage.title, "minutes": say_count("minutes", round(seconds / 60))}
        return say("pair.debrief.reading.late", in_time=how.in_time, count=how.stages, **late)
    if how.stages == 1:
        return say("pair.debrief.reading.one-in-time")
    return say("pair.debrief.reading.all-in-time", count=how.stages)


def _rated(debrief: PairDebrief) -> Iterator[Part]:
    rating = debrief.pair.rating
    if rating is None:
        yield Text(say("pair.debrief.not-rated"), subtle=True)
        return
    yield Heading(say("pair.debrief.rated"))
    yield Text(say("pair.debrief.rated.stars", stars=rating.stars))
    if rating.why:
        yield Quotation(rating.why)
    good = debrief.script.plan.debrief.good_interviewer
    liked = [good[place] for place in rating.points if place < len(good)]
    if liked:
        yield Text("\n".join([say("pair.debrief.rated.points"), "", *(f"- {point}" for point in liked)]))
