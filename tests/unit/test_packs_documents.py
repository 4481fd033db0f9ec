from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.adapters.packs.documents import MAX_BYTES, UnreadableError, read_document
from tests.packs_support import put


def troubles(tmp_path: Path, text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(UnreadableError) as caught:
        read_document(put(tmp_path, "file.yaml", text))
    return [(trouble.line, trouble.message) for trouble in caught.value.troubles]


def data(tmp_path: Path, text: str | bytes) -> dict[str, object]:
    return read_document(put(tmp_path, "file.yaml", text)).data


def test_plain_values_mean_what_editors_say_they_mean(tmp_path: Path) -> None:
    text = "a: 1\nb: -2.5\nc: true\nd: null\ne:\nf: 1e3\ng: text\nh: '1'\ni: [1, x]\n"
    assert data(tmp_path, text) == {
        "a": 1, "b": -2.5, "c": True, "d": None, "e": None, "f": 1000.0, "g": "text", "h": "1", "i": [1, "x"],
    }  # fmt: skip


@pytest.mark.parametrize("value", ["no", "on", "Yes", "2026-01-31", "1:30", "1_000", "0x1F", ".inf", "-", "9" * 400])
def test_a_word_that_only_old_yaml_reads_as_something_else_is_text(tmp_path: Path, value: str) -> None:
    assert data(tmp_path, f"key: [{value}]" if value != "-" else "key: '-'") == {
        "key": [value] if value != "-" else "-"
    }


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert data(tmp_path, b"\xef\xbb\xbfid: x\n") == {"id": "x"}


def test_lines_of_parts_are_those_an_editor_shows(tmp_path: Path) -> None:
    text = "id: x\nlist:\n  - one\n  - name: two\n    text: |\n      first\n      second\n"
    document = read_document(put(tmp_path, "file.yaml", text))
    assert document.line_of(("list",)) == 2
    assert document.line_of(("list", 0)) == 3
    assert document.line_of(("list", 1, "text")) == 5
    assert document.line_of(("list", 1, "text"), 1) == 7
    assert document.line_of(("list", 1, "missing")) == 4
    assert document.line_of(("list", 7, "missing")) == 2
    assert document.line_of(()) == 1


def test_a_syntax_error_is_told_with_its_line(tmp_path: Path) -> None:
    assert troubles(tmp_path, "id: x\ntitle: a: b\n") == [
        (2, "not valid YAML: mapping values are not allowed in this context")
    ]


def test_bytes_that_are_not_utf_8_are_told_with_their_line(tmp_path: Path) -> None:
    assert troubles(tmp_path, "id: x\ntitle: café\n".encode("latin-1")) == [(2, "not UTF-8 (byte 0xe9)")]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_file_is_a_trouble(tmp_path: Path, text: str) -> None:
    assert troubles(tmp_path, text) == [(1, "the file is empty")]


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n"])
def test_a_file_must_be_a_mapping(tmp_path: Path, text: str) -> None:
    assert troubles(tmp_path, text) == [(1, "the file must be a mapping of keys")]


def test_two_documents_in_a_file_are_a_trouble(tmp_path: Path) -> None:
    assert troubles(tmp_path, "a: 1\n---\nb: 2\n")[0][0] == 2


def test_a_key_that_is_there_twice_is_told_at_its_second_place(tmp_path: Path) -> None:
    text = "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\n"
    assert troubles(tmp_path, text) == [(5, "the key 'c' is there twice"), (6, "the key 'a' is there twice")]


def test_a_key_must_be_text(tmp_path: Path) -> None:
    assert troubles(tmp_path, "a: 1\n? [b]\n: 2\n") == [(2, "a key must be plain text")]


def test_an_alias_is_refused(tmp_path: Path) -> None:
    text = "a: &x some text\nb: *x\n"
    assert troubles(tmp_path, text) == [(1, "an alias repeats this part; write it out instead")]


def test_aliases_that_would_unfold_to_gigabytes_are_refused(tmp_path: Path) -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)]
    found = troubles(tmp_path, "\n".join(["l0: &l0 [lol]", *levels]))
    assert {message for _, message in found} == {"an alias repeats this part; write it out instead"}


def test_an_alias_inside_its_own_anchor_is_refused(tmp_path: Path) -> None:
    assert "alias" in troubles(tmp_path, "a: &x [1, *x]\n")[0][1]


@pytest.mark.parametrize("value", ["!!python/name:os.system x", "!!binary aGk=", "!thing x", "!!int 3", "!!map {}"])
def test_tags_are_refused(tmp_path: Path, value: str) -> None:
    line, message = troubles(tmp_path, f"id: x\na: {value}\n")[0]
    assert line == 2
    assert message.startswith("the tag ")


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "a:\n  " + "- " * 100_000, "{a: " * 50_000, "? " * 100_000])
def test_nesting_without_end_is_a_trouble_and_no_crash(tmp_path: Path, text: str) -> None:
    assert troubles(tmp_path, text) == [(text.count("\n") + 1, "not valid YAML: nested too deeply")]


@pytest.mark.parametrize(("character", "name"), [("\x00", "U+0000"), ("\x07", "U+0007")])
def test_control_characters_are_told_with_their_line(tmp_path: Path, character: str, name: str) -> None:
    expected = (2, f"a character that YAML does not allow ({name})")
    assert troubles(tmp_path, f"a: é\nb: ü{character}\n") == [expected]


def test_a_huge_file_is_not_parsed(tmp_path: Path) -> None:
    assert troubles(tmp_path, "a: " + "x" * MAX_BYTES) == [(1, "the file is too large; 256 KB at most")]


def test_a_file_that_is_not_there_is_a_trouble(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="not a file"):
        read_document(tmp_path / "gone.yaml")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(UnreadableError, match="not a file"):
        read_document(tmp_path / "pipe.yaml")
