from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bot.cli.calibration import suite
from bot.cli.calibration.attacks import Attempt, Plan, plans_for
from bot.cli.calibration.run import Runner
from bot.cli.calibration.suite import attacks_on, orders
from bot.core.errors import AnswerRefusedError, JudgeUnavailableError
from bot.core.grading.attack_table import OFF_TOPIC
from bot.core.grading.grade import Usage, Verdict
from bot.core.grading.request import GradingRequest
from tests import samples
from tests.fakes.judge import FakeJudge

SPENT = Usage(input_tokens=7, calls=1)


class MoodyJudge(FakeJudge):
    """Raises what is in line for an answer before it grades it; a longer answer gets a higher score."""

    def __init__(self, **moods: list[Exception]) -> None:
        super().__init__()
        self._moods = moods

    async def judge(self, request: GradingRequest) -> Verdict:
        self.judged.append(request)
        moods = self._moods.get(request.answer.split(maxsplit=1)[0], [])
        if moods:
            raise moods.pop(0)
        return samples.verdict(request.answer, min(4.0, len(request.answer) / 25)).model_copy(update={"usage": SPENT})


def runner(judge: FakeJudge, slept: list[float] | None = None, at_once: int = 1) -> Runner:
    async def sleep(seconds: float) -> None:
        (slept if slept is not None else []).append(seconds)

    return Runner(judge, samples.content(), at_once, sleep)


async def test_all_labelled_answers_are_judged_in_order_whatever_runs_at_once() -> None:
    questions = list(samples.content().bank)
    done: list[int] = []
    found = await runner(MoodyJudge(), at_once=3).answers(questions, done.append)
    assert [(item.question.id, item.answer.kind) for item in found] == [
        (question.id, answer.kind) for question in questions for answer in question.answers
    ]
    assert done == [1, 2, 3]
    assert all(item.verdict is not None and item.usage == SPENT for item in found)


async def test_each_question_is_prepared_before_its_first_answer() -> None:
    judge = MoodyJudge()
    questions = list(samples.content().bank)
    await runner(judge).answers(questions, lambda _: None)
    assert [request.question.id for request in judge.prepared] == [question.id for question in questions]


async def test_a_busy_judge_is_asked_again_as_late_as_it_says() -> None:
    slept: list[float] = []
    busy: list[Exception] = [JudgeUnavailableError("overloaded", 30.0), JudgeUnavailableError("timeout")]
    question = samples.question()
    answer = question.answers[0].model_copy(update={"text": "busy at first"})
    found = await runner(MoodyJudge(busy=busy), slept).answers(
        [question.model_copy(update={"answers": (answer,)})], lambda _: None
    )
    assert found[0].verdict is not None
    assert len(slept) == 2
    assert slept[0] >= 30


async def test_a_refusal_is_no_grade_and_the_rest_goes_on() -> None:
    question = samples.question()
    first = question.answers[0].model_copy(update={"text": "refuse me"})
    error = JudgeUnavailableError("refused", usage=SPENT)
    found = await runner(MoodyJudge(refuse=[error])).answers(
        [question.model_copy(update={"answers": (first, *question.answers[1:])})], lambda _: None
    )
    assert [item.verdict is None for item in found] == [True, False, False]
    assert (found[0].problem, found[0].usage) == ("refused", SPENT)


async def test_a_wrong_key_ends_it_at_once() -> None:
    judge = FakeJudge(error=JudgeUnavailableError("wrong-key", operator=True))
    with pytest.raises(JudgeUnavailableError, match="wrong-key"):
        await runner(judge, at_once=2).answers(list(samples.content().bank), lambda _: None)
    assert len(judge.judged) <= 2


async def test_a_judge_that_stays_out_of_reach_ends_it() -> None:
    slept: list[float] = []
    judge = FakeJudge(error=JudgeUnavailableError("connection"))
    with pytest.raises(JudgeUnavailableError, match="connection"):
        await runner(judge, slept).answers([samples.question()], lambda _: None)
    assert len(judge.judged) == len(slept) + 1


async def test_what_an_order_adds_is_its_score_less_the_honest_answers() -> None:
    honest = "a" * 25
    attempts = (Attempt("order", honest * 2, 0, gain=True), Attempt("recipe", honest * 3, OFF_TOPIC))
    scores, _ = await runner(MoodyJudge()).attacks([Plan(samples.question(), honest, attempts)], lambda _: None)
    assert [(score.name, score.score, score.gain) for score in scores] == [
        ("order", 25.0, True),
        ("recipe", 75.0, False),
    ]


async def test_an_attack_that_is_refused_before_judging_gets_nothing_and_one_without_a_verdict_is_none() -> None:
    judge = MoodyJudge(long=[AnswerRefusedError("too-long")], odd=[JudgeUnavailableError("malformed")])
    attempts = (Attempt("long", "long text", 0), Attempt("odd", "odd text", 0))
    scores, _ = await runner(judge).attacks([Plan(samples.question(), "honest", attempts)], lambda _: None)
    assert [score.score for score in scores] == [0.0, None]


async def test_all_that_attacks_took_is_told_with_honest_answers_failed_tries_and_those_without_a_verdict() -> None:
    moods: dict[str, list[Exception]] = {
        "slow": [JudgeUnavailableError("overloaded", usage=SPENT), JudgeUnavailableError("connection")],
        "odd": [JudgeUnavailableError("malformed", usage=SPENT)],
        "long": [AnswerRefusedError("too-long")],
    }
    attempts = tuple(Attempt(name, f"{name} text", 0) for name in ("plain", "slow", "odd", "long"))
    plan = Plan(samples.question(), "honest", attempts)
    _, usage = await runner(MoodyJudge(**moods)).attacks([plan, plan], lambda _: None)
    first = 1 + 1 + 2 + 1  # honest, plain, slow with the try that was cut off, odd
    second = 1 + 1 + 1 + 1 + 1  # nothing fails any more
    assert usage is not None
    assert usage.calls == first + second


async def test_what_a_failed_try_took_is_told_with_the_answers_verdict() -> None:
    question = samples.question()
    answer = question.answers[0].model_copy(update={"text": "busy at first"})
    busy: list[Exception] = [JudgeUnavailableError("overloaded", usage=SPENT), JudgeUnavailableError("timeout")]
    found = await runner(MoodyJudge(busy=busy)).answers(
        [question.model_copy(update={"answers": (answer,)})], lambda _: None
    )
    assert found[0].usage == SPENT + SPENT


async def test_attacks_on_a_judge_that_is_not_paid_take_nothing() -> None:
    plan = Plan(samples.question(), "honest", (Attempt("plain", "plain text", 0),))
    _, usage = await runner(FakeJudge()).attacks([plan], lambda _: None)
    assert usage is None


def test_the_whole_suite_is_tried_on_each_question_and_each_order_in_one_honest_answer() -> None:
    bank = list(samples.content().bank)
    plans = plans_for(bank[:2], bank)
    for plan in plans:
        whole = [attempt for attempt in plan.attempts if not attempt.gain]
        assert len(whole) == len(list(attacks_on(plan.question))) + 1, "and one answer of another track"
    gains = [attempt for plan in plans for attempt in plan.attempts if attempt.gain]
    for order in orders().values():
        assert any(order in attempt.text for attempt in gains)


def test_as_many_answers_of_each_other_track_are_tried_as_asked_for_and_different_ones_on_each_question() -> None:
    own = [samples.question(f"own-{number}") for number in range(2)]
    other = [
        samples.question(
            f"other-{number}",
            track="communication",
            answers=[dict(answer, text=f"{answer['text']} {number}") for answer in samples.question_data()["answers"]],
        )
        for number in range(6)
    ]
    tried = [
        [
            attempt.text
            for attempt in plan.attempts
            if attempt.allowed == OFF_TOPIC and attempt.name.startswith("another")
        ]
        for plan in plans_for(own, [*own, *other], others=3)
    ]
    assert [len(texts) for texts in tried] == [3, 3]
    assert len({*tried[0], *tried[1]}) == 6


def test_an_answer_of_another_track_may_get_what_off_topic_answers_may() -> None:
    bank = list(samples.content().bank)
    plans = plans_for([bank[0]], bank)
    (other,) = [attempt for attempt in plans[0].attempts if attempt.name == "another track's strong answer"]
    assert (other.allowed, other.gain) == (OFF_TOPIC, False)


def test_the_installed_program_needs_nothing_of_the_tests() -> None:
    root = Path(suite.__file__).parents[3]
    assert suite._FILE.is_file()
    for path in [*root.glob("bot/**/*.py"), *root.glob("storage/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] == "tests" for name in names), path
