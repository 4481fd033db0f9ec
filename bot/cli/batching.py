"""A file of answers graded through batches, with a state file by which an interrupted run is found again."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.cli.bulk import Line, graded, request_of, ungraded
from bot.core.bank.content import Content
from bot.core.errors import GreenroomError
from bot.core.grading.asking import Asking
from bot.core.grading.batching import BatchRun, MessageBatches
from bot.core.grading.grade import JudgeIdentity
from bot.core.grading.prompt import ModelOptions
from bot.core.grading.request import GradingRequest


class OtherBatchError(GreenroomError):
    """A state file that belongs to another run."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} belongs to a run with other answers or settings; finish that one, or remove the file")


class BatchFile:
    """The state of a run, beside its results: which batches were handed in, and for what.

    Args:
        out: Where the results go.
        key: What the run is about; another key is another run.
    """

    def __init__(self, out: Path, key: str) -> None:
        self.path = out.with_name(out.name + ".batch.json")
        self._key = key

    def rounds(self) -> list[list[str]]:
        """Ids of the batches that an earlier start handed in.

        Raises:
            OtherBatchError: The file is another run's, or no state at all.
        """
        try:
            held = json.loads(self.path.read_bytes())
            if held["key"] != self._key:
                raise OtherBatchError(self.path)
            return [[str(batch_id) for batch_id in ids] for ids in held["rounds"]]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError, KeyError):
            raise OtherBatchError(self.path) from None

    def save(self, rounds: list[list[str]]) -> None:
        """Keep the ids; the file is replaced as a whole."""
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.write_text(json.dumps({"key": self._key, "rounds": rounds}), "utf-8")
        fresh.replace(self.path)

    def remove(self) -> None:
        """Forget the run."""
        self.path.unlink(missing_ok=True)


def run_key(lines: Sequence[Line], style: str | None, options: ModelOptions, judge: JudgeIdentity) -> str:
    """What makes a run the same run: its answers, the style, the model and the prompt."""
    about = [[line.number, line.id, line.question, line.answer, line.error] for line in lines]
    held = [about, style, options.model, options.effort, options.max_tokens, judge.model_dump()]
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


async def grade_in_batches(
    content: Content,
    style: str | None,
    lines: Sequence[Line],
    batches: MessageBatches,
    state: BatchFile,
    options: ModelOptions,
    judge: JudgeIdentity,
    nonce: Callable[[], str],
    tell: Callable[[int], None],
) -> list[dict[str, Any]]:
    """One result or error per line, in order.

    Raises:
        JudgeUnavailableError: The batch could not be handed in or looked at; what was handed in is found again.
        OtherBatchError: The state file is another run's.
    """
    asked: dict[str, tuple[GradingRequest, Asking]] = {}
    wrong: dict[int, GreenroomError] = {}
    for line in lines:
        try:
            request = request_of(content, line, style)
            asked[_name(line)] = (request, Asking(request, options, judge))
        except GreenroomError as error:
            wrong[line.number] = error
    run = BatchRun(batches, nonce, state.save, asyncio.sleep, tell, state.rounds())
    failed = await run.grade({name: asking for name, (_, asking) in asked.items()})

    def result(line: Line) -> dict[str, Any]:
        error = wrong.get(line.number) or failed.get(_name(line))
        if error is not None:
            return ungraded(line, error)
        request, asking = asked[_name(line)]
        if asking.verdict is None:
            raise RuntimeError(f"line {line.number} was neither graded nor refused")
        return graded(line, request, asking.verdict)

    return [result(line) for line in lines]


def _name(line: Line) -> str:
    return f"line-{line.number:06d}"
