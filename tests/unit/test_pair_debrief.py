from __future__ import annotations

from typing import TypeVar

import pytest

from bot.core.chat import Bars, Button, Buttons, Heading, Quotation, Reply, Text
from bot.core.grading.grade import weighted_total
from bot.core.interviews.pairing import moves, noting
from bot.core.interviews.pairing.debrief import look_back
from bot.core.interviews.pairing.scoring import PERSON, score_pair, score_stage
from bot.core.interviews.pairing.state import Pair, Role
from bot.core.interviews.pairing.storing import KeptPair
from bot.core.interviews.state import Rating
from bot.core.replies.pairing import card_reply, invitation_reply
from bot.core.replies.pairing_debrief import pair_debrief_reply
from bot.core.replies.pairing_panel import desk_reply, facts_reply, lettered, script_reply, sheet_reply
from tests import samples
from tests.unit.interview_samples import make
from tests.unit.pair_samples import CANDIDATE, READER, after, live_pair, open_pair, ready_pair

SCRIPT = make()
FIRST, SECOND, LAST = (part.id for part in SCRIPT.parts)
BANK = samples.content().bank


def scored(pair: Pair, stage: str, **levels: int) -> Pair:
    for criterion, level in levels.items():
        pair = noting.give_level(SCRIPT, pair, READER, stage, criterion, level)
    return pair


def kept(pair: Pair) -> KeptPair:
    return KeptPair(7, 1, 3, pair)


def words(reply: Reply) -> str:
    """All that a reply says, labels of buttons included."""
    return "\n".join(str(part) for part in reply.parts)


_Kind = TypeVar("_Kind")


def of(reply: Reply, kind: type[_Kind]) -> list[_Kind]:
    return [part for part in reply.parts if isinstance(part, kind)]


def labels(reply: Reply) -> list[str]:
    return [button.label for part in reply.parts if isinstance(part, Buttons) for button in part.items]


def buttons(reply: Reply) -> list[Button]:
    return [button for part in reply.parts if isinstance(part, Buttons) for button in part.items]


def test_a_total_is_the_rubrics_weighted_sum_and_says_that_a_person_gave_it() -> None:
    pair = scored(live_pair(), SECOND, design=4, numbers=2, advice=1)
    verdict = score_stage(SCRIPT.part(SECOND), pair.record(SECOND)).verdict
    assert verdict is not None
    assert verdict.total == weighted_total(verdict.criteria) == pytest.approx(50 + 15 + 5)
    assert verdict.judge == PERSON
    assert not verdict.estimate


def test_what_was_not_scored_counts_neither_for_nor_against() -> None:
    pair = scored(live_pair(), SECOND, design=4, numbers=2)
    first, second, last = score_pair(SCRIPT, pair)
    assert second.total == pytest.approx(100 * (50 * 4 + 30 * 2) / (80 * 4))
    assert (first.total, last.total) == (None, None)


def test_the_whole_is_weighted_by_minutes_and_skips_what_was_not_scored() -> None:
    pair = scored(scored(live_pair(), FIRST, drive=4, news=4), SECOND, design=0, numbers=0, advice=0)
    pair = moves.go(SCRIPT, pair, READER, FIRST, after(60))
    minutes = [part.stage.minutes for part in SCRIPT.parts]
    debrief = look_back(SCRIPT, moves.stop(pair, READER, after(70)), BANK)
    assert debrief.total == pytest.approx(100 * minutes[0] / (minutes[0] + minutes[1]))
    assert (debrief.unopened, debrief.seconds) == (1, 70)
    assert look_back(SCRIPT, moves.stop(live_pair(), READER, after(70)), BANK).total is None


def test_the_candidates_debrief_has_levels_notes_what_to_add_and_what_to_practise() -> None:
    pair = noting.note(
        SCRIPT, scored(live_pair(), FIRST, drive=4, news=1), READER, FIRST, "news", "*Yesterday's* news."
    )
    over = moves.stop(pair, CANDIDATE, after(100))
    reply = pair_debrief_reply(look_back(SCRIPT, over, BANK), kept(over), Role.CANDIDATE)
    said = words(reply)
    assert "A person gave these scores" in said
    assert [part.text for part in of(reply, Quotation)] == ["*Yesterday's* news."]
    assert "Idea first of news." in said
    assert "news at level 3" in said
    assert "Idea first of drive." not in said, "nothing to add at the top"
    assert "Practise next" in said
    assert "Rate your interviewer" in labels(reply)
    assert "How you interviewed" not in said
    assert reply.private


def test_the_reader_hears_about_time_help_and_notes_and_what_the_candidate_says() -> None:
    pair = scored(live_pair(), FIRST, drive=4, news=1)
    for _ in range(2):
        pair = noting.give_probe(SCRIPT, pair, READER)
    pair = moves.go(SCRIPT, pair, READER, FIRST, after(SCRIPT.parts[0].seconds + 200))
    pair = noting.give_hint(SCRIPT, pair, READER)
    over = moves.stop(pair, READER, after(SCRIPT.parts[0].seconds + 210))
    said = words(pair_debrief_reply(look_back(SCRIPT, over, BANK), kept(over), Role.READER))
    assert "1 of 2 parts in time; “Warm-up” ran over by 3 minutes" in said
    assert "1 hint given, 1 follow-up asked" in said
    assert "2 of 5 criteria, 0 of them with a note" in said
    assert "note a few of their own words" in said
    assert "can rate you" in said
    rated = noting.rate(over, CANDIDATE, Rating(stars=4, why="Patient.", points=(0, 99)))
    reply = pair_debrief_reply(look_back(SCRIPT, rated, BANK), kept(rated), Role.READER)
    assert "4 of 5" in words(reply)
    assert "Patient." in [part.text for part in of(reply, Quotation)]
    assert "Rate your interviewer" not in labels(reply)


def test_a_minute_over_is_in_time_and_more_than_three_follow_ups_are_named() -> None:
    many = tuple(f"probe-{number}" for number in range(4))
    pair = live_pair().with_stage(FIRST, probes=many)
    over = moves.stop(pair, READER, after(SCRIPT.parts[0].seconds + 59))
    reading = look_back(SCRIPT, over, BANK).reading
    assert (reading.in_time, reading.longest, [part.id for part in reading.crowded]) == (1, None, [FIRST])
    assert "More than three follow-ups in “Warm-up”" in words(
        pair_debrief_reply(look_back(SCRIPT, over, BANK), kept(over), Role.READER)
    )
    assert "more than three follow-ups" in words(desk_reply(SCRIPT, kept(pair)))


def secrets() -> list[str]:
    """All that the candidate must not see before the end."""
    rubric = [criterion for part in SCRIPT.parts for criterion, _ in part.request("").rubric]
    return [
        *(line for criterion in rubric for line in criterion.levels),
        *(criterion.name for criterion in rubric),
        *(point.idea for criterion in rubric for point in criterion.key_points),
        *(criterion.probe for criterion in rubric),
        *(hint for part in SCRIPT.parts for hint in part.hints),
        *(fact.answer for fact in SCRIPT.plan.facts),
        "Heard that well.",
    ]


@pytest.mark.parametrize("phase", ["open", "ready", "live", "shown", "paused", "stopped"])
def test_what_the_channel_sees_holds_no_rubric_no_level_and_no_note(phase: str) -> None:
    pair = noting.note(SCRIPT, scored(live_pair(), FIRST, drive=3), READER, FIRST, "drive", "Heard that well.")
    pair = moves.go(SCRIPT, pair, READER, FIRST, after(10))
    pair = noting.give_probe(SCRIPT, noting.give_hint(SCRIPT, scored(pair, SECOND, design=2), READER), READER)
    pairs = {
        "open": open_pair(invited="bob"),
        "ready": ready_pair(),
        "live": pair,
        "shown": noting.show_question(pair, READER),
        "paused": moves.pause(pair, CANDIDATE, after(20)),
        "stopped": moves.stop(pair, CANDIDATE, after(20)),
    }
    seen = [card_reply(SCRIPT, kept(pairs[phase])), invitation_reply(SCRIPT, kept(pairs[phase]))]
    for reply in seen:
        said = words(reply)
        assert not [secret for secret in secrets() if secret in said]
    assert (SCRIPT.part(SECOND).question.prompt in words(seen[0])) is (phase == "shown")
    assert not seen[0].private


def test_the_panel_has_all_that_the_reader_needs() -> None:
    pair = moves.go(SCRIPT, live_pair(), READER, FIRST, after(10))
    part = SCRIPT.part(SECOND)
    script, sheet = words(script_reply(SCRIPT, kept(pair))), sheet_reply(SCRIPT, kept(pair))
    for said in (part.question.prompt, part.stage.move_on, *part.stage.setup, *(f"{x}." for x in "ABC")):
        assert said in script
    for criterion in lettered(part).values():
        assert all(line in words(sheet) for line in criterion.levels)
    assert [label for label in labels(sheet) if label.startswith("B")] == ["B0", "B1", "B2", "B3", "B4"]
    assert "It weighs eight grams." in words(facts_reply(SCRIPT))
    given = sheet_reply(SCRIPT, kept(scored(pair, SECOND, numbers=3)))
    assert "B3 ✓" in labels(given)
    assert "**3: numbers at level 3**" in words(given)
    assert {"Give a hint", "Ask on", "Note", "Next part", "Back", "Pause", "Stop"} == set(
        labels(desk_reply(SCRIPT, kept(pair)))
    )


def test_a_plan_without_facts_says_that_assumptions_are_the_candidates() -> None:
    script = make(facts=[])
    assert "no facts" in words(facts_reply(script))
    assert of(facts_reply(script), Heading)


def test_a_press_carries_all_that_it_needs_and_is_short() -> None:
    pair = moves.go(SCRIPT, live_pair(), READER, FIRST, after(10))
    for reply in (sheet_reply(SCRIPT, kept(pair)), desk_reply(SCRIPT, kept(pair)), script_reply(SCRIPT, kept(pair))):
        for button in buttons(reply):
            assert button.options["pair"] == "7"
            assert button.options.get("here", "") == ("" if button.label == "Stop" else "yes")
            assert sum(len(name) + len(value) + 2 for name, value in button.options.items()) < 70


def test_bars_and_texts_of_an_empty_debrief_do_not_pretend() -> None:
    over = moves.stop(live_pair(), READER, after(5))
    reply = pair_debrief_reply(look_back(SCRIPT, over, BANK), kept(over), Role.CANDIDATE)
    assert not of(reply, Bars)
    assert any("No criterion was scored" in part.markdown for part in of(reply, Text))
