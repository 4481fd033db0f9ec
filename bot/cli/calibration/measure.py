"""From settings and questions to a calibration report: the judge is put to work, with a progress bar."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.cli.calibration.attacks import NOT_INSTALLED, plans_for
from bot.cli.calibration.folds import hold_out, remembering
from bot.cli.calibration.run import Runner
from bot.cli.failing import fail
from bot.cli.progress import progress
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.grading.attack_table import attack_table
from bot.core.grading.calibration_report import (
    Attacked,
    HeldOut,
    Measured,
    Report,
    bank_hash,
    build_report,
    evenly,
)
from bot.core.grading.calibration_targets import is_model
from bot.core.grading.comparer import Comparer
from bot.core.ports import Judge
from bot.settings import Settings

_ATTACKED, _ATTACKED_BY_MODEL = 10, 3
_AT_ONCE = 4
_NOT_FITTED = "not needed: nothing was fitted to these questions"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The questions to measure on, in the order of their ids, and what they are, in words."""

    questions: Sequence[Question]
    what: str


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
    judge, comparer = _judge(settings)
    try:
        return await _measure(
            Runner(judge, content, 1 if comparer else _AT_ONCE), comparer, chosen, today, attacks, worst
        )
    finally:
        await judge.close()


async def _measure(
    runner: Runner, comparer: Comparer | None, chosen: Chosen, today: date, attacks: int | None, worst: int
) -> Report:
    questions, content, identity = chosen.questions, runner.content, runner.judge.identity
    with progress("grading", len(questions)) as advance:
        judged = await runner.answers(questions, advance)
    if all(item.verdict is None for item in judged):
        fail(f"none of the {len(judged)} answers got a verdict: {judged[0].problem}")
    fitted = _fitted(content, questions) if comparer else 0
    held_out = HeldOut(note=_NOT_FITTED)
    if comparer is not None and fitted:
        with progress("holding out", len(questions)) as advance:
            held_out = await asyncio.to_thread(hold_out, comparer, content, questions, advance)
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


def _judge(settings: Settings) -> tuple[Judge, Comparer | None]:
    """The judge, and what it compares texts with if it is the offline estimate."""
    if settings.asks_claude:
        from bot.bootstrap import make_judge

        return make_judge(settings), None
    from bot.adapters.minilm import load_comparer
    from bot.core.grading.estimate import CoverageJudge
    from bot.core.grading.lexical import LexicalComparer

    # As the composition root makes it, but for a memory: the same texts are judged again with other weights.
    comparer = remembering(load_comparer(settings.cache_dir, settings.weights).comparer or LexicalComparer())
    return CoverageJudge(comparer), comparer


async def _attacked(runner: Runner, sample: Sequence[Question]) -> Attacked:
    if not sample:
        return Attacked(note="not run: it was not asked for")
    plans = plans_for(sample, list(runner.content.bank))
    if plans is None:
        return Attacked(note=NOT_INSTALLED)
    with progress("attacking", len(sample)) as advance:
        scores = await runner.attacks(plans, advance)
    return Attacked(questions=len(sample), rows=attack_table(scores, model=is_model(runner.judge.identity.name)))


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
