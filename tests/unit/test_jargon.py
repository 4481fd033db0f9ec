from __future__ import annotations

import pytest

from bot.core.bank.lens import AudienceProfile
from bot.core.bank.question import Question
from bot.core.grading.comparer import Comparer
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.grade import Flag, Verdict
from bot.core.grading.jargon import cap_for, find_jargon
from bot.core.grading.request import GradingRequest
from tests import samples
from tests.fakes.embedder import FIT, FakeEmbedder

ANSWER = "We use Matrix Factorisation, so an embedding for each person; the embeddings come from gradient-descent."


@pytest.fixture
def audience() -> AudienceProfile:
    return AudienceProfile.model_validate(
        {
            "id": "executive",
            "name": "Executive",
            "cares_about": ["Money and risk"],
            "does_not_care_about": ["How it works inside"],
            "patience": "A minute.",
            "analogies_from": ["Shops and shelves"],
            "jargon": [
                {"word": "gradient descent", "plain": "it learns step by step"},
                {"word": "embedding", "forms": ["embeddings", "latent space"], "plain": "a map of tastes"},
                {"word": "matrix factorization", "forms": ["matrix factorisation"], "plain": "it finds hidden tastes"},
                {"word": "AUC", "plain": "how well it tells them apart"},
            ],
            "jargon_allowed": 1,
            "jargon_cap": 2,
            "capped_skills": ["structure"],
        }
    )


def test_each_term_is_found_once_at_its_first_place(audience: AudienceProfile) -> None:
    found = find_jargon(ANSWER, audience)
    assert [finding.word for finding in found] == ["matrix factorization", "embedding", "gradient descent"]
    assert [finding.quote.text for finding in found] == ["Matrix Factorisation", "embedding", "gradient-descent"]
    assert all(ANSWER[finding.quote.start : finding.quote.end] == finding.quote.text for finding in found)


@pytest.mark.parametrize("answer", ["embeddedness", "Paucity", "gradient of descent", "", "an auction"])
def test_a_part_of_a_word_is_no_jargon(audience: AudienceProfile, answer: str) -> None:
    assert find_jargon(answer, audience) == ()


def test_the_longest_form_is_quoted(audience: AudienceProfile) -> None:
    assert find_jargon("all embeddings", audience)[0].quote.text == "embeddings"


def test_without_an_audience_there_is_no_jargon() -> None:
    assert find_jargon(ANSWER, None) == ()


def test_the_cap_applies_to_its_skills_beyond_what_is_allowed(audience: AudienceProfile) -> None:
    numbers, advice = samples.question().rubric[1:]
    found = find_jargon(ANSWER, audience)
    assert cap_for(advice, audience, found) == 2
    assert cap_for(advice, audience, found[:1]) is None
    assert cap_for(numbers, audience, found) is None
    assert cap_for(advice, None, found) is None


def graded(question: Question, answer: str, audience: AudienceProfile) -> Verdict:
    judge = CoverageJudge(Comparer(FakeEmbedder(), FIT))
    return judge.estimate(GradingRequest(question, answer, audience=audience))


def test_jargon_lowers_the_capped_criterion_and_is_told(audience: AudienceProfile) -> None:
    question = samples.question()
    points = [point.phrasings[0] for criterion in question.rubric for point in criterion.key_points]
    plain = ". ".join(points)
    clear = graded(question, plain, audience)
    told = graded(question, f"{plain}. {ANSWER}", audience)
    assert clear.criteria[2].score > 2
    assert Flag.JARGON not in clear.flags
    assert told.criteria[2].score == 2
    assert told.criteria[2].high == 2
    assert "capped: jargon" in told.criteria[2].marks
    assert Flag.JARGON in told.flags
    assert len(told.jargon) == 3


def test_what_only_has_experts_words_is_said_to_have_jargon_and_not_to_be_about_something_else(
    audience: AudienceProfile,
) -> None:
    far = "Boil the pasta in salted water and fry the onions in olive oil until they are soft"
    assert Flag.OFF_TOPIC in graded(samples.question(), f"{far}.", audience).flags
    told = graded(samples.question(), f"{far}, like {ANSWER}", audience)
    assert Flag.JARGON in told.flags
    assert Flag.OFF_TOPIC not in told.flags
    assert told.total == 0
