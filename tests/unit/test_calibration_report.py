from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bank.lens import AudienceProfile
from bot.core.bank.vocabulary import AnswerKind, Audience
from bot.core.grading.agreement import figures_of
from bot.core.grading.attack_table import AttackScore, attack_table
from bot.core.grading.calibration_change import compare, newest_like
from bot.core.grading.calibration_report import (
    WHOLE_BANK,
    Attacked,
    HeldOut,
    Judged,
    Measured,
    Report,
    bank_hash,
    build_report,
    cases_of,
    evenly,
)
from bot.core.grading.calibration_targets import targets_of
from bot.core.grading.grade import JudgeIdentity, Usage
from tests import samples
from tests.unit.test_agreement import case

COVERAGE = JudgeIdentity(name="coverage", model="lexical", version="1")
CLAUDE = JudgeIdentity(name="claude", model="some-model", version="3")
SPENT = Usage(input_tokens=100, output_tokens=20, calls=1, cost_usd=0.5)


def judged(seconds: float = 1.0, usage: Usage | None = None) -> list[Judged]:
    """Three answers: nearly right, right, and without a verdict."""
    cases = [case((4, 4, 4), (4, 3, 4)), case((0, 1, 0), (0, 1, 0))]
    found = [Judged(one.question, one.answer, seconds, one.verdict, usage=usage) for one in cases]
    return [*found, Judged(cases[0].question, cases[0].answer, 60.0, None, "refused", usage)]


def report(judge: JudgeIdentity = COVERAGE, day: int = 1, **changes: Any) -> Report:
    measured = {"selection": WHOLE_BANK, "questions": 1, "answers": 3, "hash": "abc", "fitted": 0}
    measured |= {key: changes.pop(key) for key in tuple(changes) if key in measured}
    return build_report(
        date(2026, 11, day),
        judge,
        Measured.model_validate(measured),
        changes.pop("judged", judged()),
        changes.pop("held_out", HeldOut(note="not needed")),
        changes.pop("attacks", Attacked(note="not run")),
        place_of=lambda question, number: f"{question.id}.yaml:{number}",
        worst=5,
    )


def test_a_report_comes_back_from_its_json_as_it_was() -> None:
    one = report(judged=judged(usage=SPENT))
    assert Report.model_validate_json(one.model_dump_json()) == one


def test_an_answer_without_a_verdict_counts_in_no_figure_and_is_listed() -> None:
    one = report()
    assert one.figures.answers == 2
    assert [(item.question, item.kind, item.problem) for item in one.ungraded] == [
        ("coin-flips", AnswerKind.STRONG, "refused")
    ]
    assert len(cases_of(judged())) == 2


def test_time_is_of_answers_with_a_verdict_and_money_of_all() -> None:
    one = report(judged=judged(seconds=2.0, usage=SPENT))
    assert (one.effort.seconds_median, one.effort.seconds_p95) == (2.0, 2.0)
    assert one.effort.usage is not None
    assert (one.effort.usage.calls, one.effort.usage.cost_usd) == (3, 1.5)
    assert report().effort.usage is None


def test_in_sample_figures_are_never_given_out_as_unseen() -> None:
    fitted = report(fitted=1)
    assert fitted.in_sample
    assert fitted.unseen is None
    held = figures_of([case((4, 4, 4), (0, 0, 0))])
    assert report(fitted=1, held_out=HeldOut(figures=held)).unseen == held
    assert report().unseen == report().figures


def test_targets_on_agreement_count_only_on_unseen_questions() -> None:
    assert [target.met for target in targets_of(report(fitted=1))[:3]] == [None, None, None]
    assert [target.met for target in targets_of(report())[:3]] == [True, True, True]
    poor = figures_of([case((4, 4, 4), (0, 0, 4)), case((0, 0, 0), (4, 4, 0))])
    found = targets_of(report(fitted=1, held_out=HeldOut(figures=poor)))
    assert [target.met for target in found[:3]] == [False, False, False]


def test_targets_on_attacks_are_about_the_most_that_each_class_got() -> None:
    scores = [
        AttackScore("echo", 0.0, 0),
        AttackScore("recipe", 11.0, 10),
        AttackScore("football", 2.0, 10),
        AttackScore("added", 1.0, 0, gain=True),
    ]
    rows = attack_table(scores, model=False)
    found = {target.name: target for target in targets_of(report(attacks=Attacked(questions=1, rows=rows)))[3:]}
    assert found["most for nothing said (empty, echo, orders alone)"].met
    assert (found["most for about something else"].got, found["most for about something else"].met) == (11.0, False)
    assert found["most for key points denied"].met is None
    assert found["most gained by an order in an honest answer"].met is False


def test_a_model_has_targets_of_its_own_and_an_unknown_judge_has_none() -> None:
    wanted = [target.wanted for target in targets_of(report(CLAUDE))]
    assert wanted == [0.75, 0.85, 7.0, 0, 5, 10, 20, 3]
    assert targets_of(report(samples.JUDGE)) == ()


def test_the_banks_hash_knows_content_and_not_order() -> None:
    coin, die = samples.question("coin"), samples.question("die")
    before = bank_hash([coin, die], {})
    assert bank_hash([die, coin], {}) == before
    assert bank_hash([coin], {}) != before
    labels = die.answers[0].model_copy(update={"levels": {"design": 4, "numbers": 0, "advice": 0}})
    assert bank_hash([coin, die.model_copy(update={"answers": (labels, *die.answers[1:])})], {}) != before


def test_the_banks_hash_knows_the_audiences_that_are_asked_for() -> None:
    profile = AudienceProfile.model_validate(
        {
            "id": "engineer",
            "name": "Engineer",
            "cares_about": ["How it is built"],
            "does_not_care_about": ["What it costs"],
            "patience": "Patient.",
            "analogies_from": ["Other systems"],
            "jargon_allowed": 9,
            "jargon_cap": 3,
        }
    )
    plain, asked = samples.question("coin"), samples.question("die", audience="engineer")
    changed = profile.model_copy(update={"jargon_allowed": 1})
    assert bank_hash([plain], {Audience.ENGINEER: profile}) == bank_hash([plain], {Audience.ENGINEER: changed})
    assert bank_hash([asked], {Audience.ENGINEER: profile}) != bank_hash([asked], {Audience.ENGINEER: changed})


@given(st.lists(st.integers(), unique=True), st.integers(1, 40))
def test_a_sample_is_spread_in_order_and_without_repeats(items: list[int], most: int) -> None:
    chosen = evenly(items, most)
    assert len(chosen) == min(len(items), most)
    assert chosen == [item for item in items if item in chosen]
    assert chosen[:1] == items[:1]


def test_a_report_beside_itself_shows_no_change() -> None:
    same = compare(report(), report())
    assert (same.same_bank, same.same_version) == (True, True)
    assert same.changes
    assert all(change.better is None and change.before == change.after for change in same.changes)


def test_better_one_way_is_worse_the_other() -> None:
    off = case((4, 4, 4), (1, 1, 1))
    worse = report(day=2, judged=[*judged(), Judged(off.question, off.answer, 1.0, off.verdict)])
    there = {change.name: change.better for change in compare(report(), worse).changes}
    back = {change.name: change.better for change in compare(worse, report()).changes}
    assert there["criterion QWK"] is False
    assert there["MAE"] is False
    assert there["bias"] is None
    assert back == {name: None if better is None else not better for name, better in there.items()}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hash": "def"}, "The bank differs: 1 question with 3 answers (bank abc) then, 1 question with"),
        ({"hash": "def", "questions": 2, "answers": 1}, "then, 2 questions with 1 answer (bank def) now."),
        ({"hash": "def", "selection": "track behavioral"}, "Then the whole bank was measured, now track behavioral."),
    ],
)
def test_a_comparison_says_what_was_measured_differently(changes: dict[str, Any], said: str) -> None:
    found = compare(report(), report(COVERAGE, 2, **changes))
    assert not found.same_bank
    assert said in " ".join(found.notes)


def test_a_comparison_says_when_the_version_differs() -> None:
    found = compare(report(), report(COVERAGE.model_copy(update={"version": "2"}), day=2))
    assert not found.same_version
    assert found.same_bank
    assert found.notes[0] == "The version was 1 and is 2."


def test_in_sample_is_compared_with_in_sample_and_held_out_with_held_out() -> None:
    held = HeldOut(figures=figures_of([case((4, 4, 0), (4, 4, 1))]))
    before, after = report(fitted=1), report(day=2, fitted=1, held_out=held)
    names = {change.name for change in compare(before, after).changes}
    assert names
    assert all(name.endswith(" in sample") for name in names)
    both = {change.name for change in compare(after, after).changes}
    assert {"MAE held out", "MAE in sample"} <= both


def test_the_newest_report_of_the_same_judge_and_model_is_compared_with() -> None:
    part = report(day=2, selection="track behavioral")
    other = report(COVERAGE.model_copy(update={"model": "all-MiniLM-L6-v2"}), day=9)
    kept = [report(day=1), part, report(day=2), report(CLAUDE, day=5), other]
    assert newest_like(kept, report(day=3)) == kept[2]
    assert newest_like(kept, report(day=3, selection="track behavioral")) == part
    assert newest_like([other], report(day=3)) is None
