"""A file of answers graded through batches, with a state file by which an interrupted run is found again."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.cli.bulk import Line, graded, request_of, ungraded
from bot.core.bank.content import Content
from bot.core.errors import GreenroomError
from bot.core.grading.asking import Asking
from bot.core.grading.batching import BatchRun, MessageBatches, Rounds
from bot.core.grading.grade import JudgeIdentity
from bot.core.grading.prompt import ModelOptions
from bot.core.grading.request import GradingRequest

_CLOCKS_APART = timedelta(minutes=10)
"""How far a server's clock may be behind ours."""


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

    @property
    def name(self) -> str:
        """What tells this run's requests from those of others."""
        return self._key[:8]

    def rounds(self) -> Rounds:
        """What an earlier start handed in.

        Raises:
            OtherBatchError: The file is another run's, or no state at all.
        """
        try:
            held = json.loads(self.path.read_bytes())
            if held["key"] != self._key:
                raise OtherBatchError(self.path)
            since = held.get("unsure_since")
            ids = [[str(batch_id) for batch_id in ids] for ids in held["rounds"]]
            return Rounds(ids, datetime.fromisoformat(since) if since else None)
        except FileNotFoundError:
            return Rounds()
        except (ValueError, TypeError, KeyError):
            raise OtherBatchError(self.path) from None

    def save(self, rounds: Rounds) -> None:
        """Keep what was handed in; the file is replaced as a whole."""
        since = rounds.unsure_since.isoformat() if rounds.unsure_since else None
        held = {"key": self._key, "rounds": rounds.ids, "unsure_since": since}
        _replace(self.path, [json.dumps(held).encode()])

    def remove(self) -> None:
        """Forget the run."""
        self.path.unlink(missing_ok=True)


def run_key(lines: Sequence[Line], style: str | None, options: ModelOptions, judge: JudgeIdentity) -> str:
    """What makes a run the same run: its answers, the style, the model and the prompt."""
    about = [[line.number, line.id, line.question, line.answer, line.error] for line in lines]
    held = [about, style, options.model, options.effort, options.max_tokens, judge.model_dump()]
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC) - _CLOCKS_APART


def asked_again(result: dict[str, Any]) -> bool:
    """Whether a line was put to the judge, got no grade, and is handed in again by the next run."""
    return "error" in result and "reason" in result


def replace_results(out: Path, results: Iterable[bytes]) -> None:
    """Write results to a file at once; whatever happens, it holds the old ones or the new."""
    if out.is_file():
        _replace(out.resolve(), results)
        return
    with out.open("wb") as file:
        file.writelines(results)


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        if path.exists():  # who may read it stays as it was
            shutil.copymode(path, fresh)
        file.writelines(pieces)
    fresh.replace(path)


@dataclass(frozen=True, slots=True)
class Bulk:
    """How answers are graded through batches.

    Attributes:
        content: The bank.
        style: Company style to grade in, if any.
        options: Which model is asked, and how.
        judge: Who judges.
        nonce: Makes the code around an answer.
    """

    content: Content
    style: str | None
    options: ModelOptions
    judge: JudgeIdentity
    nonce: Callable[[], str]

    async def graded(
        self,
        lines: Sequence[Line],
        kept: Mapping[int, dict[str, Any]],
        batches: MessageBatches,
        state: BatchFile,
        tell: Callable[[int], None],
    ) -> list[dict[str, Any]]:
        """One result or error per line, in order.

        Args:
            lines: The answers.
            kept: Results that are there already, by the number of their line.
            batches: The server.
            state: What an earlier start handed in, and where that is kept.
            tell: Called with the number of requests that are waited for.

        Raises:
            JudgeUnavailableError: The batch could not be handed in or looked at; what was handed in is found again.
            OtherBatchError: The state file is another run's.
        """
        results = dict(kept)
        asked: dict[str, tuple[Line, GradingRequest, Asking]] = {}
        for line in lines:
            if line.number not in kept:
                try:
                    request = request_of(self.content, line, self.style)
                    asking = Asking(request, self.options, self.judge)
                    asked[f"line-{line.number:06d}-{state.name}"] = line, request, asking
                except GreenroomError as error:
                    results[line.number] = ungraded(line, error, self.style)
        run = BatchRun(batches, self.nonce, state.save, _now, asyncio.sleep, tell, state.rounds())
        failed = await run.grade({name: asking for name, (_, _, asking) in asked.items()})
        for name, (line, request, asking) in asked.items():
            if asking.verdict is not None:
                results[line.number] = graded(line, request, asking.verdict)
            else:
                results[line.number] = ungraded(line, failed[name], self.style)
        return [results[line.number] for line in lines]
