"""From settings and questions to a calibration report: the judge is put to work, with a progress bar."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.cli.calibration.attacks import plans_for
from bot.cli.calibration.folds import RememberingJudge, hold_out
from bot.cli.calibration.run import Runner
from bot.cli.failing import fail
from bot.cli.progress_bar import progress
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.grading.attack_table import attack_table
from bot.core.grading.calibration_report import (
    WHOLE_BANK,
    Attacked,
    HeldOut,
    Measured,
    Report,
    bank_hash,
    build_report,
    evenly,
)
from bot.core.grading.calibration_targets import is_model
from bot.core.ports import Judge
from bot.settings import Settings

_ATTACKED, _ATTACKED_BY_MODEL = 10, 3  # questions; a model is paid for each try
_OTHERS, _OTHERS_FOR_MODEL = 5, 1  # strong answers of each other track on each of them
_AT_ONCE = 4
_NOT_FITTED = "not needed: nothing was fitted to these questions"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The questions to measure on, in the order of their ids, and what they are, in words."""

    questions: Sequence[Question]
    what: str

    @property
    def ids(self) -> frozenset[str] | None:
        """Their ids; none if it is the whole bank."""
        return None if self.what == WHOLE_BANK else frozenset(question.id for question in self.questions)


async def measure(
    settings: Settings, content: Content, chosen: Chosen, today: date, *, attacks: int | None, worst: int
) -> Report:
    """Measure the judge that the settings choose.

    Args:
        settings: The settings.
        content: The packs.
        chosen: What to measure on.
        today: The day the report is of.
        attacks: On how many questions the attack suite is tried; none for what suits the judge.
        worst: How many criteria to list with their disagreements.

    Raises:
        JudgeUnavailableError: The judge is out of reach and stays so, or only its operator can help.
    """
    judge = _judge(settings)
    at_once = 1 if isinstance(judge, RememberingJudge) else _AT_ONCE
    try:
        return await _measure(Runner(judge, content, at_once), chosen, today, attacks, worst)
    finally:
        await judge.close()


async def _measure(runner: Runner, chosen: Chosen, today: date, attacks: int | None, worst: int) -> Report:
    questions, content, identity = chosen.questions, runner.content, runner.judge.identity
    with progress("grading", len(questions)) as advance:
        judged = await runner.answers(questions, advance)
    if all(item.verdict is None for item in judged):
        fail(f"none of the {len(judged)} answers got a verdict: {judged[0].problem}")
    fitted = _fitted(content, questions) if isinstance(runner.judge, RememberingJudge) else 0
    held_out = HeldOut(note=_NOT_FITTED)
    if isinstance(runner.judge, RememberingJudge) and fitted:
        with progress("holding out", len(questions)) as advance:
            held_out = await asyncio.to_thread(hold_out, runner.judge, questions, advance)
    if attacks is None:
        attacks = _ATTACKED_BY_MODEL if is_model(identity.name) else _ATTACKED
    attacked = await _attacked(runner, evenly(questions, attacks) if attacks else [])
    against = Measured(
        selection=chosen.what,
        questions=len(questions),
        answers=len(judged),
        hash=bank_hash(questions, content.audiences),
        fitted=fitted,
    )
    return build_report(
        today,
        identity,
        against,
        judged,
        held_out,
        attacked,
        place_of=lambda question, number: _place(content.files[question.id], number),
        worst=worst,
    )


def _judge(settings: Settings) -> Judge:
    if settings.asks_claude:
        from bot.bootstrap.judges import make_judge

        return make_judge(settings)
    from bot.adapters.minilm import load_comparer
    from bot.core.grading.lexical import LexicalComparer

    # As the composition root makes it, but for the memory: the same answers are judged again with other weights.
    return RememberingJudge(load_comparer(settings.cache_dir, settings.weights).comparer or LexicalComparer())


async def _attacked(runner: Runner, sample: Sequence[Question]) -> Attacked:
    if not sample:
        return Attacked(note="not run: it was not asked for")
    model = is_model(runner.judge.identity.name)
    plans = plans_for(sample, list(runner.content.bank), _OTHERS_FOR_MODEL if model else _OTHERS)
    with progress("attacking", len(sample)) as advance:
        scores, usage = await runner.attacks(plans, advance)
    return Attacked(questions=len(sample), rows=attack_table(scores, model=model), usage=usage)


def _fitted(content: Content, questions: Sequence[Question]) -> int:
    """On how many questions the offline judge's numbers were fitted: those of the built-in bank."""
    from bot.settings import BUILT_IN_PACK

    return sum(Path(content.files[question.id]).is_relative_to(BUILT_IN_PACK) for question in questions)


def _place(file: str, number: int) -> str:
    """A labelled answer's file, as seen from the current folder if it is below that, and its line."""
    path, here = Path(file), Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return f"{shown.as_posix()}:{_lines_of_answers(file).get(number, 1)}"


@cache
def _lines_of_answers(file: str) -> dict[int, int]:
    from bot.adapters.packs.compiling import reread

    document = reread(file)
    answers = document.data.get("answers") if document else None
    if document is None or not isinstance(answers, list):
        return {}
    return {number: document.line_of(("answers", number)) for number in range(len(answers))}
