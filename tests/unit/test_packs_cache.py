from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.adapters.packs import compiled, compiling
from bot.adapters.packs.discovery import Found
from bot.core.bank.content import Content
from tests.packs_support import AUDIENCE, STYLE, load, put, put_question, question_text


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    for question_id in ("coin", "die"):
        put_question(folder, question_id)
    put(folder, "audiences/engineer.yaml", AUDIENCE)
    put(folder, "styles/plain.yaml", STYLE)
    put(folder, "pack.yaml", "name: Ours\nsources: [our-book]\n")
    put_question(folder, "bad", text="id: [")
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were compiled anew."""
    names: list[str] = []
    real = compiling.compile_file

    def compile_file(found: Found) -> compiled.Compiled:
        names.append(Path(found.path).name)
        return real(found)

    monkeypatch.setattr(compiling, "compile_file", compile_file)
    return names


def shape(content: Content) -> object:
    return list(content.bank), content.audiences, content.styles, content.faults, content.files, content.sources


def cache_file(cache: Path) -> Path:
    (file,) = cache.iterdir()
    return file


def test_what_comes_from_the_cache_equals_what_was_read(pack: Path, tmp_path: Path) -> None:
    fresh = load(pack)
    first = load(pack, cache=tmp_path / "cache")
    second = load(pack, cache=tmp_path / "cache")
    assert shape(fresh) == shape(first) == shape(second)
    assert len(fresh.faults) == 1


def test_a_second_start_reads_no_yaml_not_even_the_faulty_file(pack: Path, tmp_path: Path, read: list[str]) -> None:
    load(pack, cache=tmp_path / "cache")
    assert len(read) == 6
    read.clear()
    load(pack, cache=tmp_path / "cache")
    assert read == []


def test_only_a_changed_file_is_read_again(pack: Path, tmp_path: Path, read: list[str]) -> None:
    load(pack, cache=tmp_path / "cache")
    put_question(pack, "coin", text=question_text("coin").replace("A fair coin?", "A bent coin?"))
    read.clear()
    assert load(pack, cache=tmp_path / "cache").bank.get("coin").title == "A bent coin?"
    assert read == ["coin.yaml"]
    read.clear()
    load(pack, cache=tmp_path / "cache")
    assert read == []


def test_a_change_that_keeps_the_size_is_seen_by_its_time(pack: Path, tmp_path: Path) -> None:
    load(pack, cache=tmp_path / "cache")
    file = put_question(pack, "coin", text=question_text("coin").replace("A fair coin?", "A bent coin?"))
    os.utime(file, ns=(1, 1))
    assert load(pack, cache=tmp_path / "cache").bank.get("coin").title == "A bent coin?"


def test_a_mended_file_is_a_fault_no_more(pack: Path, tmp_path: Path) -> None:
    load(pack, cache=tmp_path / "cache")
    put_question(pack, "bad")
    content = load(pack, cache=tmp_path / "cache")
    assert content.faults == ()
    assert "bad" in content.bank


def test_a_removed_file_is_gone_from_the_bank_and_the_cache(pack: Path, tmp_path: Path) -> None:
    load(pack, cache=tmp_path / "cache")
    (pack / "experimentation" / "coin.yaml").unlink()
    assert "coin" not in load(pack, cache=tmp_path / "cache").bank
    assert "coin.yaml" not in cache_file(tmp_path / "cache").read_text()


def test_two_sets_of_packs_keep_their_caches_apart(pack: Path, tmp_path: Path, read: list[str]) -> None:
    put_question(tmp_path / "more", "urn")
    for _ in range(2):
        read.clear()
        load(pack, cache=tmp_path / "cache")
        load(pack, tmp_path / "more", cache=tmp_path / "cache")
    assert read == []


@pytest.mark.parametrize(
    "damaged", [b"", b"{", b"\xff\xfe", b"[]", b'{"code": 1}', b'{"code": "x", "files": {"y": {}}}', b"null"]
)
def test_a_damaged_cache_is_made_anew(pack: Path, tmp_path: Path, read: list[str], damaged: bytes) -> None:
    expected = shape(load(pack, cache=tmp_path / "cache"))
    cache_file(tmp_path / "cache").write_bytes(damaged)
    assert shape(load(pack, cache=tmp_path / "cache")) == expected
    read.clear()
    load(pack, cache=tmp_path / "cache")
    assert read == []


def test_a_cached_question_that_breaks_the_schema_is_not_believed(pack: Path, tmp_path: Path) -> None:
    load(pack, cache=tmp_path / "cache")
    file = cache_file(tmp_path / "cache")
    file.write_text(file.read_text().replace('"weight":50', '"weight":55'))
    assert {criterion.weight for criterion in load(pack, cache=tmp_path / "cache").bank.get("coin").rubric} == {
        50,
        30,
        20,
    }


def test_a_cache_that_other_code_wrote_is_made_anew(pack: Path, tmp_path: Path, read: list[str]) -> None:
    load(pack, cache=tmp_path / "cache")
    file = cache_file(tmp_path / "cache")
    file.write_text(json.dumps({**json.loads(file.read_text()), "code": "older"}))
    read.clear()
    load(pack, cache=tmp_path / "cache")
    assert len(read) == 6


def test_a_cache_that_cannot_be_written_stops_nothing(pack: Path, tmp_path: Path) -> None:
    in_the_way = put(tmp_path, "cache", "a file, not a folder")
    assert len(load(pack, cache=in_the_way).bank) == 2


def test_nothing_but_the_cache_is_left_in_its_folder(pack: Path, tmp_path: Path) -> None:
    load(pack, cache=tmp_path / "cache")
    put_question(pack, "urn")
    load(pack, cache=tmp_path / "cache")
    assert cache_file(tmp_path / "cache").suffix == ".json"


def test_a_write_that_fails_half_way_leaves_the_old_cache_and_no_rest(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(pack, cache=tmp_path / "cache")
    before = cache_file(tmp_path / "cache").read_bytes()

    def no_space_left(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", no_space_left)
    put_question(pack, "urn")
    assert "urn" in load(pack, cache=tmp_path / "cache").bank
    assert cache_file(tmp_path / "cache").read_bytes() == before
