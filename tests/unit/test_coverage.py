from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.adapters.packs.loader import load_content
from bot.cli.calibration.suite import attacks_on, labelled, orders, with_order
from bot.core.bank.question import Question
from bot.core.bank.vocabulary import AnswerKind
from bot.core.errors import JudgeUnavailableError
from bot.core.grading.anchors import encode_question
from bot.core.grading.comparer import Comparer
from bot.core.grading.coverage import Coverage, measure
from bot.core.grading.embedding import Encoded
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.grade import Flag, Verdict
from bot.core.grading.lexical import LexicalComparer
from bot.core.grading.request import GradingRequest
from bot.core.grading.text import sentences
from tests import samples
from tests.fakes.embedder import FIT, FakeEmbedder

CONTENT = Path(__file__).parents[2] / "content"
SPLIT = ["check the sample split first", "compare visitors per arm with the plan"]
COST = ["set profit against upkeep cost", "servers and engineers must pay off"]
HARM = ["watch page speed and returns", "guardrail metrics need limits"]


def criterion(name: str, weight: int, phrasings: list[str]) -> dict[str, object]:
    points = [
        {"id": f"{name}-{number}", "idea": f"{phrase}, in short.", "phrasings": [phrase, f"so {phrase}"]}
        for number, phrase in enumerate(phrasings)
    ]
    return samples.criterion(name, weight) | {"key_points": points}


@pytest.fixture(scope="module")
def question() -> Question:
    return samples.question(
        prompt="A shop tested a panel and buying went up a little. Would you launch it for everyone?",
        rubric=[
            criterion("split", 50, SPLIT),
            criterion("cost", 30, COST),
            criterion("harm", 20, HARM) | {"skill": "structure"},
        ],
        mistakes=[
            {
                "id": "significant-is-enough",
                "criterion": "cost",
                "says": ["significant results always deserve launching", "tiny probability proves importance"],
                "correction": "Significance says nothing about worth.",
            }
        ],
        model_answer=". ".join([*SPLIT, *COST, *HARM]) + ".",
        answers=[
            {"kind": kind, "text": text, "levels": {"split": level, "cost": level, "harm": level}, "why": "It is so."}
            for kind, text, level in (
                ("weak", "significant results always deserve launching", 0),
                ("middling", f"{SPLIT[0]}. {COST[0]}.", 2),
                ("strong", ". ".join([*SPLIT, *COST, *HARM]), 4),
            )
        ],
    )


@pytest.fixture
def comparer() -> Comparer:
    return Comparer(FakeEmbedder(), FIT)


def coverage(comparer: Comparer, question: Question, answer: str) -> Coverage:
    return measure(comparer, encode_question(comparer, question, question.rubric), sentences(answer))


def graded(comparer: Comparer, question: Question, answer: str) -> Verdict:
    return CoverageJudge(comparer).estimate(GradingRequest(question, answer))


def test_a_point_said_in_its_own_words_is_the_nearest(comparer: Comparer, question: Question) -> None:
    found = coverage(comparer, question, f"Well. {COST[0]}.")
    assert found.distinct.argmax() == 2
    assert found.place[2] == 1
    assert found.distinct[4] < 0.2


def test_what_the_question_says_itself_is_no_merit(comparer: Comparer, question: Question) -> None:
    told = question.model_copy(update={"prompt": f"{question.prompt} Do {SPLIT[0]}."})
    assert coverage(comparer, question, SPLIT[0]).above > coverage(comparer, told, SPLIT[0]).above + 0.05


def test_a_mistake_speaks_against_the_answer_and_is_named(comparer: Comparer, question: Question) -> None:
    wrong = coverage(comparer, question, f"{SPLIT[0]}. significant results always deserve launching.")
    right = coverage(comparer, question, f"{SPLIT[0]}. {COST[0]}.")
    assert wrong.mistakes == {"significant-is-enough": 1}
    assert right.mistakes == {}
    assert wrong.soundness < right.soundness


@pytest.mark.parametrize(
    "denial",
    [
        "It is not true that significant results always deserve launching.",
        "Significant results don't always deserve launching.",
        "Significant results always deserve launching, but that is a mistake.",
    ],
)
def test_who_denies_a_mistake_does_not_make_it(comparer: Comparer, question: Question, denial: str) -> None:
    denied = coverage(comparer, question, f"{SPLIT[0]}. {denial}")
    made = coverage(comparer, question, f"{SPLIT[0]}. significant results always deserve launching.")
    assert (denied.mistakes, made.mistakes) == ({}, {"significant-is-enough": 1})
    assert denied.soundness > made.soundness + 0.1
    assert denied.dismissed == 0


def test_one_sentence_tells_less_of_soundness_than_many_like_it(comparer: Comparer, question: Question) -> None:
    once = coverage(comparer, question, "significant results always deserve launching.")
    often = coverage(comparer, question, "significant results always deserve launching. " * 8)
    assert often.soundness < once.soundness < 0


def test_a_criterion_that_is_covered_takes_a_plain_mistake_to_name_one(comparer: Comparer, question: Question) -> None:
    judge = CoverageJudge(comparer)
    good = judge.assess(GradingRequest(question, ". ".join([*SPLIT, *COST, *HARM])))
    assert good.coverage is not None
    near = replace(good, coverage=replace(good.coverage, mistakes={"significant-is-enough": 0}))
    assert near.mistakes() == ()
    plain = replace(good.coverage, mistakes={"significant-is-enough": 0}, plain=frozenset({"significant-is-enough"}))
    assert [made.mistake_id for made in replace(good, coverage=plain).mistakes()] == ["significant-is-enough"]
    bare = judge.assess(GradingRequest(question, "significant results always deserve launching."))
    assert [made.mistake_id for made in bare.mistakes()] == ["significant-is-enough"]


def test_stock_phrases_earn_nothing_whatever_else_they_name(comparer: Comparer, question: Question) -> None:
    hollow = f"A holistic framework empowers us to {SPLIT[0]}."
    assert coverage(comparer, question, f"I would {SPLIT[0]}.").distinct[0] > 0.3
    assert coverage(comparer, question, hollow).distinct[0] == 0


def test_the_names_of_what_a_question_is_about_tell_it_from_others(comparer: Comparer, question: Question) -> None:
    own = coverage(comparer, question, f"{SPLIT[0]}. {COST[0]}.")
    strange = coverage(comparer, question, f"{SPLIT[0]}. {COST[0]}. Guitars, lessons, tunings, amplifiers, capos.")
    assert strange.topic < own.topic


def test_a_sentence_as_near_to_a_mistake_as_to_a_point_is_no_evidence_for_it(
    comparer: Comparer, question: Question
) -> None:
    said = f"{COST[0]}, as significant results always deserve launching."
    found = coverage(comparer, question, said)
    assert found.distinct[2] == 0
    twice = coverage(comparer, question, f"{said} {COST[0]}.")
    assert twice.distinct[2] > 0.3
    assert twice.place[2] == 1


def test_a_sentence_nearer_to_a_mistake_than_to_any_point_shows_none(comparer: Comparer, question: Question) -> None:
    found = coverage(comparer, question, f"{SPLIT[0]}. significant results always deserve launching.")
    assert (found.shows[:, 1] == -np.inf).all()
    assert found.shows[0, 0] > 0


def test_a_refusal_of_a_point_does_not_count_as_saying_it(comparer: Comparer, question: Question) -> None:
    assert coverage(comparer, question, f"Do not {SPLIT[0]}.").distinct[0] == 0
    assert coverage(comparer, question, f"I would {SPLIT[0]}.").distinct[0] > 0.5


def test_a_point_that_is_itself_a_refusal_may_be_said_as_one(comparer: Comparer, question: Question) -> None:
    first = criterion("split", 50, ["do not launch before the split is checked", SPLIT[1]])
    turned = Question.model_validate(
        question.model_dump(mode="json") | {"rubric": [first, *question.model_dump(mode="json")["rubric"][1:]]}
    )
    assert coverage(comparer, turned, "Do not launch before the split is checked.").distinct[0] > 0.5


def test_a_point_that_is_a_refusal_is_not_said_by_a_sentence_that_refuses_nothing(
    comparer: Comparer, question: Question
) -> None:
    first = criterion("split", 50, ["do not launch before the split is checked", SPLIT[1]])
    turned = Question.model_validate(
        question.model_dump(mode="json") | {"rubric": [first, *question.model_dump(mode="json")["rubric"][1:]]}
    )
    assert coverage(comparer, turned, "Launch before the split is checked.").distinct[0] == 0


def test_more_of_the_points_is_never_worth_less(comparer: Comparer, question: Question) -> None:
    said: list[str] = []
    totals = []
    for phrase in (*SPLIT, *COST, *HARM):
        said.append(phrase)
        totals.append(graded(comparer, question, ". ".join(said)).total)
    assert totals == sorted(totals)
    assert totals[0] + 20 < totals[-1]


def test_the_verdict_is_complete_and_its_quotes_are_the_answers_own(comparer: Comparer, question: Question) -> None:
    answer = f"First, {SPLIT[0]}! Then {COST[0]}."
    verdict = graded(comparer, question, answer)
    assert [grade.criterion_id for grade in verdict.criteria] == ["split", "cost", "harm"]
    assert verdict.estimate
    assert verdict.low <= verdict.total <= verdict.high
    assert verdict.best == "split"
    assert verdict.criteria[0].quotes[0].text == f"First, {SPLIT[0]}!"
    for grade in verdict.criteria:
        assert grade.low <= grade.level <= grade.high
        assert len(grade.points) == 2
        for quote in grade.quotes:
            assert answer[quote.start : quote.end] == quote.text
    assert verdict.follow_up in {item.probe for item in question.rubric}
    assert verdict.next_step


def test_an_answer_to_something_else_earns_next_to_nothing(comparer: Comparer, question: Question) -> None:
    verdict = graded(
        comparer, question, "Boil the pasta in salted water. Fry onions and garlic in olive oil until soft."
    )
    assert verdict.total <= 10
    assert Flag.OFF_TOPIC in verdict.flags


@pytest.mark.parametrize("answer", ["idk", "no idea, sorry", "Boil the pasta in plenty of water."])
def test_a_few_words_are_not_said_to_be_about_something_else(
    comparer: Comparer, question: Question, answer: str
) -> None:
    verdict = graded(comparer, question, answer)
    assert verdict.total <= 10
    assert Flag.OFF_TOPIC not in verdict.flags


def test_an_answer_turned_round_is_flagged_and_capped(comparer: Comparer, question: Question) -> None:
    verdict = graded(
        comparer, question, " ".join(f"There is no need to {phrase}." for phrase in (*SPLIT, *COST, *HARM))
    )
    assert Flag.NEGATED in verdict.flags
    assert verdict.total <= 25
    assert verdict.high <= 25


def test_keywords_without_grammar_are_capped_and_say_so(comparer: Comparer, question: Question) -> None:
    heap = "sample split check first visitors arm plan profit upkeep cost servers engineers pay page speed returns"
    verdict = graded(comparer, question, heap)
    assert Flag.SALAD in verdict.flags
    assert verdict.total <= 25
    assert any("capped: keywords" in grade.marks for grade in verdict.criteria)


@pytest.mark.parametrize("answer", ["", "   ", "👍🚀", "\x00\x01\x02", "\u200b"])
def test_nothing_earns_nothing(comparer: Comparer, question: Question, answer: str) -> None:
    verdict = graded(comparer, question, answer)
    assert verdict.total == verdict.low == verdict.high == 0
    assert verdict.flags == (Flag.EMPTY,)
    assert verdict.best is None
    assert verdict.next_step
    assert all(len(grade.points) == 2 for grade in verdict.criteria)


@pytest.mark.parametrize(
    "answer",
    [
        "هل تم تقسيم الزوار بالتساوي؟ " * 20,
        "split " * 8000,
        "\ufffd\x07 split cost" * 300,
        "x" * 50_000,
        "\n".join(["- a"] * 2000),
    ],
)
def test_odd_answers_are_judged_like_any_other(question: Question, answer: str) -> None:
    verdict = graded(LexicalComparer(), question, answer[:50_000])
    assert 0 <= verdict.low <= verdict.total <= verdict.high <= 100


def test_a_questions_rubric_is_encoded_once(question: Question) -> None:
    embedder = FakeEmbedder()
    judge = CoverageJudge(Comparer(embedder, FIT))
    judge.estimate(GradingRequest(question, SPLIT[0]))
    before = len(embedder.encoded)
    judge.estimate(GradingRequest(question, COST[0]))
    assert embedder.encoded[before:] == [COST[0]]


def test_the_oldest_rubric_is_forgotten_when_there_are_too_many(question: Question) -> None:
    embedder = FakeEmbedder()
    judge = CoverageJudge(Comparer(embedder, FIT), remembered=1)
    other = question.model_copy(update={"prompt": f"{question.prompt} Say why."})
    judge.estimate(GradingRequest(question, SPLIT[0]))
    judge.estimate(GradingRequest(other, SPLIT[0]))
    before = len(embedder.encoded)
    judge.estimate(GradingRequest(question, SPLIT[0]))
    assert len(embedder.encoded) > before + 1


async def test_judging_runs_beside_the_event_loop_one_answer_at_a_time(question: Question) -> None:
    embedder = FakeEmbedder()
    judge = CoverageJudge(Comparer(embedder, FIT))
    await judge.prepare(GradingRequest(question, ""))
    before = len(embedder.encoded)
    verdicts = await asyncio.gather(*(judge.judge(GradingRequest(question, SPLIT[0])) for _ in range(5)))
    assert len({verdict.total for verdict in verdicts}) == 1
    assert embedder.encoded[before:] == [SPLIT[0]] * 5
    assert all(name.startswith("coverage") for name in embedder.threads)
    assert len(embedder.threads) == 1


class ClosingEmbedder(FakeEmbedder):
    """Closes the judge in the middle of its first texts."""

    judge: CoverageJudge

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        self.judge.stop()
        return super().encode(texts)


async def test_closing_ends_the_encoding_of_a_long_question_at_its_next_step(question: Question) -> None:
    long = question.model_copy(update={"prompt": "Would you launch it for everyone? " * 100})
    embedder = ClosingEmbedder()
    embedder.judge = judge = CoverageJudge(Comparer(embedder, FIT))
    await judge.prepare(GradingRequest(long, ""))
    assert 0 < len(embedder.encoded) < 100


async def test_a_closed_judge_leaves_answers_waiting(question: Question) -> None:
    judge = CoverageJudge(Comparer(FakeEmbedder(), FIT))
    judge.stop()
    await judge.prepare(GradingRequest(question, ""))
    with pytest.raises(JudgeUnavailableError):
        await judge.judge(GradingRequest(question, SPLIT[0]))


def test_encoding_in_steps_changes_nothing(question: Question) -> None:
    """The rubric has more texts than a step, the verdict is the same as with all of them at once."""
    comparer = Comparer(FakeEmbedder(), FIT)
    criteria = tuple(question.rubric)
    judged = CoverageJudge(comparer)._encoded(GradingRequest(question, ""))
    whole = encode_question(comparer, question, criteria)
    assert judged.points == whole.points
    assert (judged.floor == whole.floor).all()
    assert judged.lean == whole.lean


def test_the_identity_names_what_compares(comparer: Comparer) -> None:
    assert CoverageJudge(comparer).identity.model == "words"
    assert CoverageJudge(LexicalComparer()).identity.model == "lexical"
    assert CoverageJudge(LexicalComparer()).identity.name == "coverage"


def test_word_overlap_sees_through_inflections(question: Question) -> None:
    found = coverage(LexicalComparer(), question, "checking samples splits first")
    assert found.distinct.argmax() == 0
    assert found.distinct[4] < 0.1


@pytest.fixture(scope="module")
def real() -> Question:
    return load_content([CONTENT], None, entry_points=()).bank.get("exp-significant-but-small")


@pytest.fixture(scope="module")
def judge() -> CoverageJudge:
    return CoverageJudge(LexicalComparer())


def test_no_attack_earns_more_than_it_may(judge: CoverageJudge, real: Question) -> None:
    over = {
        attack.id: total
        for attack in attacks_on(real)
        if (total := judge.estimate(GradingRequest(real, attack.text)).total) > attack.at_most
    }
    assert over == {}


@pytest.mark.parametrize("order", orders().values(), ids=orders())
def test_an_order_to_the_grader_adds_nothing(judge: CoverageJudge, real: Question, order: str) -> None:
    answer = labelled(real, AnswerKind.MIDDLING)
    before = judge.estimate(GradingRequest(real, answer)).total
    assert before > 20
    for text in with_order(answer, order):
        verdict = judge.estimate(GradingRequest(real, text))
        assert verdict.total == before
        assert Flag.INSTRUCTION in verdict.flags


def test_better_answers_get_more(judge: CoverageJudge, real: Question) -> None:
    total = {answer.kind: judge.estimate(GradingRequest(real, answer.text)).total for answer in real.answers}
    assert total[AnswerKind.WEAK] < total[AnswerKind.MIDDLING] < total[AnswerKind.STRONG]
    assert total[AnswerKind.FLUENT_WRONG] < total[AnswerKind.MIDDLING]
