"""The panel of an interview in pairs, which the reader alone sees: facts, script, and the rubric to score by."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.bank.question import Criterion
from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.chat import Button, Buttons, Callout, Heading, Part, Quotation, Reply, ReplyKind, Text
from bot.core.interviews.interviewer import MOST_PROBES
from bot.core.interviews.pairing.noting import next_probe
from bot.core.interviews.pairing.state import GENERAL, PairPhase, PairStage
from bot.core.interviews.pairing.storing import KeptPair
from bot.core.interviews.script import Part as Stage
from bot.core.interviews.script import Script
from bot.core.replies.pairing import IN_PLACE, action, clock_button, clock_text, part_number
from bot.core.wording import say, say_count


def facts_reply(script: Script) -> Reply:
    """What the candidate may ask about in the case."""
    items = [say("pair.facts.item", asked=fact.asked[0], answer=fact.answer) for fact in script.plan.facts]
    title = Heading(say("pair.facts.title", title=script.plan.title))
    if not items:
        return Reply(ReplyKind.NOTICE, (title, Text(say("pair.facts.none"))))
    return Reply(ReplyKind.NOTICE, (title, Text(say("pair.facts.how")), Text("\n".join(items))))


def script_reply(script: Script, kept: KeptPair) -> Reply:
    """What the reader says in the open part, and what to listen for."""
    return Reply(ReplyKind.NOTICE, tuple(_script(script, kept, script.part(kept.pair.stage))))


def sheet_reply(script: Script, kept: KeptPair) -> Reply:
    """The rubric of the open part, with a row of levels for each criterion."""
    if kept.pair.phase.over:
        left = kept.pair.phase is PairPhase.LEFT
        return Reply(ReplyKind.NOTICE, (Text(say("pair.sheet.left" if left else "pair.sheet.over")),))
    return Reply(ReplyKind.NOTICE, tuple(_sheet(script, kept, script.part(kept.pair.stage))))


def desk_reply(script: Script, kept: KeptPair) -> Reply:
    """The clock, what to read out now, what was noted, and what can be done next; small, for it changes often."""
    if kept.pair.phase.over:
        return Reply(ReplyKind.NOTICE, (Text(say("pair.desk.over")),))
    return Reply(ReplyKind.NOTICE, tuple(_desk(script, kept, script.part(kept.pair.stage))))


def time_up_reply(stage: Stage) -> Reply:
    """What the reader hears when a part's time is used up: what to say to go on."""
    return Reply(ReplyKind.NOTICE, (Text(say("pair.time-up", title=stage.stage.title, text=stage.stage.move_on)),))


def lettered(stage: Stage) -> dict[str, Criterion]:
    """The criteria of a part by the letters that they have on the panel."""
    rubric = [criterion for criterion, _ in stage.request("").rubric]
    return {chr(ord("A") + place): criterion for place, criterion in enumerate(rubric)}


def _script(script: Script, kept: KeptPair, stage: Stage) -> Iterator[Part]:
    held, persona = stage.stage, stage.persona
    number = part_number(script, kept.pair)
    yield Heading(say("pair.script.title", **number, title=held.title, minutes=held.minutes))
    you = say("pair.script.you", name=persona.name, role=persona.role, manner=persona.manner)
    yield Text(f"{you}\n\n{say('pair.script.goal', goal=held.goal)}", subtle=True)
    turns = [*(script.plan.welcome if number["number"] == 1 else ()), *held.setup]
    if turns:
        yield Text(say("pair.script.say"))
        yield from (Text(turn) for turn in turns)
    yield Callout(say("pair.script.ask"), stage.question.prompt)
    if held.replies:
        replies = [say("pair.facts.item", asked=reply.asked[0], answer=reply.answer) for reply in held.replies]
        yield Text("\n".join([say("pair.script.replies"), "", *replies]))
    if stage.graded:
        yield Text("\n".join([say("pair.script.listen"), "", *map(_ideas, lettered(stage).items())]))
    yield Text(say("pair.script.move-on", text=held.move_on))
    if not kept.pair.open_stage.shown:
        yield Buttons((Button(say("pair.button.show"), "pair", {**action(kept, "show"), **IN_PLACE}),))


def _ideas(item: tuple[str, Criterion]) -> str:
    letter, criterion = item
    ideas = " ".join(point.idea for point in criterion.key_points)
    return say("pair.script.listen.item", letter=letter, name=criterion.name, ideas=ideas)


def _sheet(script: Script, kept: KeptPair, stage: Stage) -> Iterator[Part]:
    yield Heading(say("pair.sheet.title", **part_number(script, kept.pair), title=stage.stage.title))
    yield Text(say("pair.sheet.how" if stage.graded else "pair.sheet.unscored"), subtle=True)
    weights = {criterion.id: weight for criterion, weight in stage.request("").rubric}
    for letter, criterion in lettered(stage).items():
        yield Text(_anchors(letter, criterion, weights[criterion.id], kept.pair.open_stage))
        yield Buttons(tuple(_level(kept, letter, criterion.id, level) for level in range(TOP_LEVEL + 1)))


def _desk(script: Script, kept: KeptPair, stage: Stage) -> Iterator[Part]:
    pair, record = kept.pair, kept.pair.open_stage
    title = say("pair.part", **part_number(script, pair), title=stage.stage.title)
    yield Text(f"{title}\n\n{clock_text(script, pair, pair.reader)}")
    if "card" in pair.unshown:
        yield Text(say("pair.lost.card"))
    if pair.aloud:
        yield Callout(say("pair.sheet.aloud"), pair.aloud)
    yield from _counts(record)
    for letter, criterion in lettered(stage).items():
        about = say("pair.sheet.note", name=f"{letter}. {criterion.name}")
        yield from (Quotation(text, about) for text in record.notes.get(criterion.id, ()))
    yield from (Quotation(text, say("pair.sheet.note.general")) for text in record.notes.get(GENERAL, ()))
    yield Buttons(tuple(_helping(kept, stage)))
    yield Buttons(tuple(_moving(script, kept)))


def _anchors(letter: str, criterion: Criterion, weight: float, record: PairStage) -> str:
    given = record.levels.get(criterion.id)
    lines = [
        say("pair.sheet.level.given" if level == given else "pair.sheet.level", level=level, line=line)
        for level, line in enumerate(criterion.levels)
    ]
    key = "pair.sheet.criterion" if given is None else "pair.sheet.criterion.given"
    title = say(key, letter=letter, name=criterion.name, weight=f"{weight:.0f}", level=given)
    return "\n".join([title, "", *lines])


def _level(kept: KeptPair, letter: str, criterion_id: str, level: int) -> Button:
    given = kept.pair.open_stage.levels.get(criterion_id) == level
    label = say("pair.button.level.given" if given else "pair.button.level", letter=letter, level=level)
    options = action(kept, "level", stage=_place(kept), mark=f"{letter}{level}")
    return Button(label, "pair", {**options, **IN_PLACE}, primary=given)


def _counts(record: PairStage) -> Iterator[Part]:
    if not (record.hints or record.probes):
        return
    said = say("pair.sheet.counts", hints=hints_text(record.hints), probes=probes_text(len(record.probes)))
    crowded = f" {say('pair.sheet.crowded')}" if len(record.probes) > MOST_PROBES else ""
    yield Text(f"{said}{crowded}", subtle=True)


def hints_text(count: int) -> str:
    """How many hints were given."""
    return say_count("pair.sheet.hints", count)


def probes_text(count: int) -> str:
    """How many follow-ups were asked."""
    return say_count("pair.sheet.probes", count)


def _helping(kept: KeptPair, stage: Stage) -> Iterator[Button]:
    record = kept.pair.open_stage
    if record.hints < len(stage.hints):
        yield Button(say("pair.button.hint"), "pair", {**action(kept, "hint"), **IN_PLACE})
    if next_probe(stage, record) is not None:
        yield Button(say("pair.button.probe"), "pair", {**action(kept, "probe"), **IN_PLACE})
    yield Button(say("pair.button.note"), "pair", {**action(kept, "note", stage=_place(kept)), **IN_PLACE})


def _moving(script: Script, kept: KeptPair) -> Iterator[Button]:
    here = _place(kept)
    last = kept.pair.stage == script.parts[-1].id
    label = say("pair.button.finish" if last else "pair.button.next")
    yield Button(label, "pair", {**action(kept, "next", stage=here), **IN_PLACE}, primary=True)
    if kept.pair.stage != script.parts[0].id:
        yield Button(say("pair.button.back"), "pair", {**action(kept, "back", stage=here), **IN_PLACE})
    yield clock_button(kept, **IN_PLACE)
    yield Button(say("pair.button.stop"), "pair", action(kept, "stop"))


def _place(kept: KeptPair) -> str:
    """The open part's place, from 0; short, for a button's sake."""
    return str([record.id for record in kept.pair.stages].index(kept.pair.stage))
