"""How long the offline judge takes and how much memory it needs; run `python -m tests.bench.bench_judge`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bot.adapters.minilm import load_comparer
from bot.adapters.packs.loader import load_content
from bot.core.bank.question import Question
from bot.core.bank.vocabulary import AnswerKind
from bot.core.grading.comparer import Comparer
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.lexical import LexicalComparer
from bot.core.grading.request import GradingRequest

WORDS = 305
ROUNDS = 40
CONTENT = Path(__file__).parents[2] / "content"


def long_answers(questions: list[Question]) -> list[GradingRequest]:
    """Answers of 305 words: a question's own strong one, filled up from its model answer."""
    requests = []
    for question in questions:
        strong = next(answer.text for answer in question.answers if answer.kind is AnswerKind.STRONG)
        text = f"{strong}\n\n{question.model_answer}"
        while len(text.split()) > WORDS:
            text = text.rsplit(maxsplit=1)[0]
        if len(text.split()) == WORDS:
            requests.append(GradingRequest(question, text))
    return requests


def milliseconds(what: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    what()
    return 1000 * (time.perf_counter() - began)


def report(name: str, comparer: Comparer, requests: list[GradingRequest]) -> None:
    """Load, first answers to questions and later answers, over different questions."""
    load = milliseconds(comparer.warm)
    judge = CoverageJudge(comparer, remembered=len(requests))
    cold = [milliseconds(partial(judge.estimate, request)) for request in requests]
    warm = sorted(milliseconds(partial(judge.estimate, request)) for request in islice(cycle(requests), ROUNDS))
    print(f"{name}: loaded in {load:.0f} ms")
    print(
        f"  first answer to a question of {WORDS} words: median {statistics.median(cold):.0f} ms, most {max(cold):.0f}"
    )
    print(f"  later answers: median {statistics.median(warm):.0f} ms, p95 {warm[int(0.95 * len(warm))]:.0f} ms")


def memory_of_a_fresh_process() -> float:
    """Resident megabytes of a process that has loaded the bank and judged one answer."""
    code = (
        "from pathlib import Path; import psutil; from tests.bench.bench_judge import *;"
        "bank = load_content([CONTENT], None, entry_points=()).bank; found = load_comparer(None);"
        "judge = CoverageJudge(found.comparer or LexicalComparer());"
        "[judge.estimate(request) for request in long_answers(list(bank))[:3]];"
        "print(psutil.Process().memory_info().rss / 1e6)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    """Print load time, latency and memory for each word comparison there is."""
    with TemporaryDirectory() as cache:
        unchecked = milliseconds(lambda: load_comparer(Path(cache)))
        checked = milliseconds(lambda: load_comparer(Path(cache)))
    print(f"weights checked in {unchecked:.0f} ms, at later starts in {checked:.1f} ms")
    requests = long_answers(list(load_content([CONTENT], None, entry_points=()).bank))[:10]
    loaded = load_comparer(None)
    if loaded.comparer is None:
        print(loaded.problem)
    else:
        report(loaded.comparer.model, loaded.comparer, requests)
    report("lexical", LexicalComparer(), requests)
    print(f"this process: {psutil.Process().memory_info().rss / 1e6:.0f} MB resident")
    print(f"a fresh one after three answers: {memory_of_a_fresh_process():.0f} MB resident")


if __name__ == "__main__":
    main()
