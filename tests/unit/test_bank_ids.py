"""Ids that other tools look up: each has to be in the built-in bank, from the source it is known from."""

from __future__ import annotations

import pytest

from bot.core.bank.content import Content
from bot.settings import BUILT_IN_PACK
from tests.packs_support import load

FIXED = {
    "explain-to-executive": """
        analogy-machine-learning analogy-neural-network analogy-training-data analogy-overfitting analogy-ab-testing
        analogy-feature-engineering analogy-recommender analogy-nlp exec-accuracy exec-trust exec-risks
        exec-recommender-ceo exec-recommender-pm exec-recommender-engineer exec-fraud-anomaly
    """,
    "netflix-ds-guide": """
        netflix-login-fraud netflix-ab-testing-streaming netflix-search-sample netflix-attribution netflix-price-causal
        ml-l1-l2 ml-online-vs-batch-gd ml-logistic-regression-equation netflix-asia-market sql-time-difference
        netflix-new-recsys-experiment netflix-ranked-list-metric netflix-communicate-ml-results
        netflix-feedback-culture netflix-past-project-algorithm
    """,
    "meta-community-insights": """
        meta-insights-research-design meta-insights-analytical-design meta-insights-storytelling
        meta-insights-success-metrics meta-insights-visualization
    """,
    "experimentation-skill-guide": """
        exp-buy-button-color exp-inconclusive-program exp-onboarding-long-term exp-significant-but-small
        exp-overlapping-platform exp-srm exp-cuped exp-sequential exp-tool-choice
    """,
    "mock-interview-bots": """
        glitter-bots-harm glitter-bots-features glitter-bots-dataset glitter-bots-labels glitter-bots-implementation
    """,
}


@pytest.fixture(scope="module")
def content() -> Content:
    return load(BUILT_IN_PACK)


@pytest.mark.parametrize(
    ("source", "question_id"), [(source, question_id) for source, ids in FIXED.items() for question_id in ids.split()]
)
def test_a_fixed_id_is_in_the_bank(content: Content, source: str, question_id: str) -> None:
    assert content.bank.get(question_id).source == source
