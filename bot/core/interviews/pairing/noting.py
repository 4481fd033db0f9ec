"""What the reader takes down and hands out, and what the candidate says of them; pure functions, as `moves` has."""

from __future__ import annotations

from typing import cast

from bot.core.bank.vocabulary import TOP_LEVEL, Level
from bot.core.interviews.pairing.guards import require_begun, require_candidate, require_criterion, require_reader
from bot.core.interviews.pairing.state import GENERAL, Pair, PairPhase, PairRefusedError, PairStage
from bot.core.interviews.script import Part, Script
from bot.core.interviews.state import Rating

LONGEST_NOTE = 1_000
"""Most characters of a note."""


def give_level(script: Script, pair: Pair, member_id: int, stage_id: str, criterion_id: str, level: int) -> Pair:
    """Let the reader score a criterion; the same level once more takes it back.

    Raises:
        PairRefusedError: They are not the reader, it is not under way, or there is no such criterion or level.
    """
    require_reader(pair, member_id)
    require_criterion(script, stage_id, criterion_id)
    if not 0 <= level <= TOP_LEVEL:
        raise PairRefusedError("option", str(level))
    levels = dict(pair.record(stage_id).levels)
    if levels.get(criterion_id) == level:
        del levels[criterion_id]
    else:
        levels[criterion_id] = cast("Level", level)
    return pair.with_stage(stage_id, levels=levels)


def note(script: Script, pair: Pair, member_id: int, stage_id: str, criterion_id: str, text: str) -> Pair:
    """Let the reader note what was said; an empty criterion is for the stage as a whole.

    Raises:
        PairRefusedError: They are not the reader, it is not under way, there is no such criterion, or nothing to note.
    """
    require_reader(pair, member_id)
    if criterion_id != GENERAL:
        require_criterion(script, stage_id, criterion_id)
    text = text.strip()[:LONGEST_NOTE]
    if not text:
        raise PairRefusedError("option", "note")
    notes = dict(pair.record(stage_id).notes)
    notes[criterion_id] = (*notes.get(criterion_id, ()), text)
    return pair.with_stage(stage_id, notes=notes)


def write(pair: Pair, member_id: int, text: str) -> Pair:
    """Keep what the candidate writes instead of saying it aloud.

    Raises:
        PairRefusedError: They are not the candidate, or it is not under way.
    """
    require_candidate(pair, member_id)
    require_begun(pair)
    return pair.with_stage(pair.stage, written=(*pair.open_stage.written, text.strip()))


def give_hint(script: Script, pair: Pair, member_id: int) -> Pair:
    """Hand the reader the next hint to read out, which counts as given.

    Raises:
        PairRefusedError: They are not the reader, or it is not under way.
    """
    require_reader(pair, member_id)
    hints, record = script.part(pair.stage).hints, pair.open_stage
    if record.hints >= len(hints):
        return pair
    return pair.with_stage(pair.stage, hints=record.hints + 1).but(aloud=hints[record.hints])


def give_probe(script: Script, pair: Pair, member_id: int) -> Pair:
    """Hand the reader a follow-up to read out, which counts as asked: about what is weakest, or not scored yet.

    Raises:
        PairRefusedError: They are not the reader, or it is not under way.
    """
    require_reader(pair, member_id)
    found = next_probe(script.part(pair.stage), pair.open_stage)
    if found is None:
        return pair
    name, text = found
    return pair.with_stage(pair.stage, probes=(*pair.open_stage.probes, name)).but(aloud=text)


def next_probe(part: Part, record: PairStage) -> tuple[str, str] | None:
    """The follow-up to ask next, by what it is about: the weakest criterion's first, the stage's own at the end."""
    rubric = [criterion for criterion, _ in part.request("").rubric]
    weakest = sorted(rubric, key=lambda criterion: record.levels.get(criterion.id, -1))
    below = [item for item in weakest if record.levels.get(item.id, 0) < TOP_LEVEL]
    offers = [(criterion.id, criterion.probe) for criterion in below]
    offers += [(f"probe-{number}", text) for number, text in enumerate(part.stage.probes, 1)]
    return next((offer for offer in offers if offer[0] not in record.probes), None)


def show_question(pair: Pair, member_id: int) -> Pair:
    """Put the open stage's question before the candidate's eyes.

    Raises:
        PairRefusedError: They are not the reader, or it is not under way.
    """
    require_reader(pair, member_id)
    return pair.with_stage(pair.stage, shown=True)


def rate(pair: Pair, member_id: int, rating: Rating) -> Pair:
    """Let the candidate say how the reader was; said again, the last word counts.

    Raises:
        PairRefusedError: They are not the candidate, or it is not over.
    """
    require_candidate(pair, member_id)
    if pair.phase not in {PairPhase.DONE, PairPhase.STOPPED}:
        raise PairRefusedError("not-over")
    return pair.but(rating=rating)
