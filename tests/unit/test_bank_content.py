"""The built-in content: whole, without a fault, and enough for half a year of weekdays."""

from __future__ import annotations

import json

import pytest

from bot.adapters.packs.checking import check_packs
from bot.cli.questions_data import coverage, question_schema
from bot.core.bank.content import Content
from bot.core.bank.vocabulary import AnswerKind, Audience
from bot.settings import BUILT_IN_PACK
from tests.packs_support import load


@pytest.fixture(scope="module")
def content() -> Content:
    return load(BUILT_IN_PACK)


def test_the_bank_has_no_fault_and_no_draft() -> None:
    report = check_packs([BUILT_IN_PACK], entry_points=())
    assert [str(fault) for fault in (*report.faults, *report.drafts)] == []


def test_the_bank_lasts_for_half_a_year_of_weekdays(content: Content) -> None:
    assert len(content.bank) >= 130


def test_at_least_sixty_questions_are_our_own(content: Content) -> None:
    assert sum(question.source == "greenroom" for question in content.bank) >= 60


def test_hardly_a_difficulty_is_missing_in_a_track(content: Content) -> None:
    assert coverage(content.bank)["empty_cells"] <= 5


def test_every_audience_has_a_profile_and_both_companies_a_style(content: Content) -> None:
    assert set(content.audiences) == set(Audience)
    assert {"meta", "netflix"} <= set(content.styles)


def test_sixty_questions_have_an_answer_that_deceives_or_one_that_is_short_and_excellent(content: Content) -> None:
    special = {AnswerKind.FLUENT_WRONG, AnswerKind.SHORT_EXCELLENT}
    assert sum(bool(special & {answer.kind for answer in question.answers}) for question in content.bank) >= 60


def test_the_schema_for_editors_is_that_of_the_models() -> None:
    committed = json.loads((BUILT_IN_PACK / "schema.json").read_text(encoding="utf-8"))
    assert committed == question_schema(), "run: greenroom questions schema > content/schema.json"
