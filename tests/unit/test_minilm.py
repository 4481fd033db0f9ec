from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.adapters.minilm import load_comparer, weights
from bot.adapters.minilm.embedder import MiniLmEmbedder
from bot.adapters.minilm.weights import WeightsError, checked_folder, installed_folder, read_tensors
from bot.adapters.packs.loader import load_content
from bot.cli.calibration.suite import attacks_on
from bot.core.bank.vocabulary import AnswerKind
from bot.core.grading.estimate import CoverageJudge
from bot.core.grading.request import GradingRequest

GOLDEN = json.loads((Path(__file__).parents[1] / "data" / "minilm_golden.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedder:
    folder = installed_folder()
    assert folder is not None, "install requirements/weights.lock"
    return MiniLmEmbedder(folder)


def spoiled(folder: Path, *, known: bool = False, monkeypatch: pytest.MonkeyPatch | None = None) -> Path:
    """A folder whose weights are a few bytes, known or not."""
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"not the weights")
    (folder / "tokenizer.json").write_text("{}")
    if known and monkeypatch:
        monkeypatch.setattr(weights, "SHA256", hashlib.sha256(b"not the weights").hexdigest())
    return folder


def test_absent_weights_are_a_problem_with_a_remedy(tmp_path: Path) -> None:
    loaded = load_comparer(tmp_path, tmp_path / "nowhere")
    assert loaded.comparer is None
    assert "is not there" in loaded.problem
    assert "weights.lock" in loaded.problem


def test_weights_that_are_not_installed_are_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package_anywhere")
    assert "not installed" in load_comparer(None).problem


def test_other_weights_are_refused(tmp_path: Path) -> None:
    loaded = load_comparer(tmp_path / "cache", spoiled(tmp_path / "model"))
    assert loaded.comparer is None
    assert "SHA-256" in loaded.problem
    assert not (tmp_path / "cache").exists()


def test_known_weights_are_hashed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = spoiled(tmp_path / "model", known=True, monkeypatch=monkeypatch)
    cache = tmp_path / "cache"
    assert checked_folder(folder, cache) == folder
    monkeypatch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("hashed again"))
    assert checked_folder(folder, cache) == folder


def test_changed_weights_are_hashed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = spoiled(tmp_path / "model", known=True, monkeypatch=monkeypatch)
    checked_folder(folder, tmp_path / "cache")
    (folder / "model.safetensors").write_bytes(b"something else now")
    with pytest.raises(WeightsError, match="SHA-256"):
        checked_folder(folder, tmp_path / "cache")


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = spoiled(tmp_path / "model", known=True, monkeypatch=monkeypatch)
    (tmp_path / "file").touch()
    assert checked_folder(folder / "model.safetensors", tmp_path / "file" / "cache") == folder


@pytest.mark.parametrize(
    "data", [b"", b"\x05\x00\x00\x00\x00\x00\x00\x00{}", b"\xff" * 40, b"\x02\x00\x00\x00\x00\x00\x00\x00[]"]
)
def test_a_broken_weights_file_is_one_clear_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(data)
    with pytest.raises(WeightsError, match="cannot be read"):
        read_tensors(path)


def test_looking_for_the_weights_loads_no_array_library() -> None:
    code = (
        "import sys; import bot.adapters.minilm; from bot.core.grading.estimate import CoverageJudge;"
        "from bot.core.grading.lexical import LexicalComparer; CoverageJudge(LexicalComparer());"
        "print([name for name in ('numpy', 'tokenizers', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.model
@pytest.mark.parametrize("golden", GOLDEN, ids=[entry["text"][:20] for entry in GOLDEN])
def test_vectors_are_those_of_the_reference(embedder: MiniLmEmbedder, golden: dict[str, object]) -> None:
    encoded = embedder.encode([str(golden["text"])])[0]
    assert len(encoded.vectors) == golden["tokens"]
    assert np.abs(encoded.pooled[:64] - np.array(golden["pooled"])).max() < 1e-3
    assert np.abs(encoded.vectors[0, :64] - np.array(golden["first_token"])).max() < 1e-3
    assert np.abs(encoded.vectors[-1, :64] - np.array(golden["last_token"])).max() < 1e-3


@pytest.mark.model
def test_texts_encoded_together_are_as_when_alone(embedder: MiniLmEmbedder) -> None:
    texts = [str(entry["text"]) for entry in GOLDEN] * 30
    together = embedder.encode(texts)
    alone = embedder.encode(texts[:1])[0]
    assert np.abs(together[0].vectors - alone.vectors).max() < 1e-5
    assert np.abs(together[-len(GOLDEN)].vectors - alone.vectors).max() < 1e-5


@pytest.mark.model
def test_tokens_know_their_place_and_what_they_tell(embedder: MiniLmEmbedder) -> None:
    text = "the confounder was ignored"
    encoded = embedder.encode([text])[0]
    told = {text[start:end]: weight for (start, end), weight in zip(encoded.spans, encoded.weights, strict=True)}
    assert told["the"] == 0
    assert told["ignored"] > 0.3
    assert np.allclose(np.linalg.norm(encoded.vectors, axis=1), 1, atol=1e-5)


@pytest.mark.model
def test_a_text_longer_than_the_model_is_read_in_windows(embedder: MiniLmEmbedder) -> None:
    text = "check the split and compare the cost with the gain, then decide. " * 100
    encoded = embedder.encode([text])[0]
    assert len(encoded.vectors) > 1000
    assert np.allclose(np.linalg.norm(encoded.vectors, axis=1), 1, atol=1e-5)
    assert encoded.spans[-1, 1] == len(text.rstrip())


@pytest.mark.model
def test_a_text_without_tokens_has_none(embedder: MiniLmEmbedder) -> None:
    empty, word = embedder.encode(["", "word"])
    assert len(empty.vectors) == 0
    assert len(word.vectors) == 1


@pytest.mark.model
def test_nothing_to_encode_is_nothing(embedder: MiniLmEmbedder) -> None:
    assert embedder.encode([]) == []


@pytest.mark.model
def test_what_means_the_same_is_nearer_than_what_does_not(embedder: MiniLmEmbedder) -> None:
    one, same, other = embedder.encode(
        ["compare the gain with the upkeep", "is it worth its running costs", "boil the pasta in salted water"]
    )
    assert one.pooled @ same.pooled > one.pooled @ other.pooled + 0.2


@pytest.mark.slow
@pytest.mark.model
def test_the_judge_tells_answers_apart_with_the_model(tmp_path: Path) -> None:
    content = load_content([Path(__file__).parents[2] / "content"], None, entry_points=())
    question = content.bank.get("exp-significant-but-small")
    comparer = load_comparer(tmp_path).comparer
    assert comparer is not None
    comparer.warm()
    judge = CoverageJudge(comparer)
    total = {answer.kind: judge.estimate(GradingRequest(question, answer.text)).total for answer in question.answers}
    assert judge.identity.model == "all-MiniLM-L6-v2"
    assert total[AnswerKind.WEAK] < total[AnswerKind.MIDDLING] < total[AnswerKind.STRONG]
    assert total[AnswerKind.FLUENT_WRONG] < 30
    over = {
        attack.id: judged
        for attack in attacks_on(question)
        if (judged := judge.estimate(GradingRequest(question, attack.text)).total) > attack.at_most
    }
    assert over == {}
