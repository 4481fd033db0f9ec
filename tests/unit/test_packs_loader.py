from __future__ import annotations

import os
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.packs.loader import load_content
from bot.core.bank.vocabulary import Audience
from tests.packs_support import AUDIENCE, STYLE, line_of, load, only_fault, put, put_question, question_text


def entry_point(value: str) -> EntryPoint:
    return EntryPoint(name="theirs", value=value, group="greenroom.packs")


def test_a_faulty_question_is_left_out_and_the_rest_is_there(tmp_path: Path) -> None:
    put_question(tmp_path, "die")
    bad = put_question(tmp_path, "coin", text="id: [")
    put_question(tmp_path, "urn")
    content = load(tmp_path)
    assert [question.id for question in content.bank] == ["die", "urn"]
    assert only_fault(content).path == str(bad)


def test_a_second_use_of_an_id_is_left_out_and_names_both_files(tmp_path: Path) -> None:
    first = put_question(tmp_path / "ours", "coin")
    text = "# theirs\n" + question_text("coin").replace("A fair coin?", "Another coin?")
    second = put_question(tmp_path / "theirs", "coin", text=text)
    content = load(tmp_path / "ours", tmp_path / "theirs")
    fault = only_fault(content)
    assert content.bank.get("coin").title == "A fair coin?"
    assert (fault.path, fault.line, fault.question_id) == (str(second), 2, "coin")
    assert fault.message == f"question 'coin' is left out: {first} has the same id"


def test_audiences_and_styles_are_not_overridden_either(tmp_path: Path) -> None:
    for pack in ("ours", "theirs"):
        put(tmp_path / pack, "audiences/engineer.yaml", AUDIENCE)
        put(tmp_path / pack, "styles/plain.yaml", STYLE)
    content = load(tmp_path / "ours", tmp_path / "theirs")
    assert [fault.message.split(":")[0] for fault in content.faults] == [
        "audience 'engineer' is left out",
        "style 'plain' is left out",
    ]


def test_audiences_styles_and_sources_are_loaded(tmp_path: Path) -> None:
    put(tmp_path, "audiences/engineer.yaml", AUDIENCE)
    put(tmp_path, "styles/plain.yaml", STYLE)
    put(tmp_path, "pack.yaml", "name: Ours\nsources: [our-book]\n")
    content = load(tmp_path)
    assert content.faults == ()
    assert content.audiences[Audience.ENGINEER].name == "Engineer"
    assert content.styles["plain"].share == 10
    assert content.sources == {"our-book"}


def test_a_faulty_style_is_told_with_its_line(tmp_path: Path) -> None:
    put(tmp_path, "styles/plain.yaml", STYLE.replace("share: 10", "share: 20"))
    fault = only_fault(load(tmp_path))
    assert (fault.line, fault.message) == (
        line_of(STYLE, "criteria:"),
        "the lens's weights sum to 10, not to its share of 20",
    )


@pytest.mark.parametrize("name", [".git/x.yaml", "a/.draft.yaml", "notes.txt", "schema.json"])
def test_what_is_not_a_question_is_not_read(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, "not: [yaml")
    assert load(tmp_path).faults == ()


def test_questions_are_found_however_deep_they_lie(tmp_path: Path) -> None:
    put(tmp_path, "coin.yaml", question_text("coin"))
    put(tmp_path, "a/b/c/die.yaml", question_text("die"))
    content = load(tmp_path)
    assert content.files == {"coin": str(tmp_path / "coin.yaml"), "die": str(tmp_path / "a/b/c/die.yaml")}


def test_a_yml_file_is_not_overlooked_in_silence(tmp_path: Path) -> None:
    put(tmp_path, "coin.yml", question_text())
    assert only_fault(load(tmp_path)).message == "not read; its name must end in .yaml"


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    put_question(tmp_path / "ours")
    content = load(tmp_path / "gone", tmp_path / "ours")
    assert len(content.bank) == 1
    assert str(only_fault(content)) == f"{tmp_path / 'gone'}:1: there is no such pack folder"


def test_a_folder_or_file_without_permission_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_question(tmp_path, "coin")
    put(tmp_path, "locked/die.yaml", question_text("die"))
    file = put(tmp_path, "urn.yaml", question_text("urn"))
    scan, read = os.scandir, Path.open

    def guarded_scan(folder: str) -> object:
        if folder.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    def guarded_open(path: Path, *arguments: Any) -> object:
        if path == file:
            raise PermissionError(13, "Permission denied")
        return read(path, *arguments)

    monkeypatch.setattr(os, "scandir", guarded_scan)
    monkeypatch.setattr(Path, "open", guarded_open)
    content = load(tmp_path)
    assert [question.id for question in content.bank] == ["coin"]
    assert [fault.message for fault in content.faults] == [
        "the folder cannot be read: Permission denied",
        "cannot be read: Permission denied",
    ]


def test_a_dangling_link_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "coin.yaml").symlink_to(tmp_path / "gone.yaml")
    assert only_fault(load(tmp_path)).message == "cannot be read: No such file or directory"


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    put_question(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path)
    content = load(tmp_path)
    assert len(content.bank) == 1
    assert content.faults == ()


def test_a_folder_named_twice_is_read_once(tmp_path: Path) -> None:
    put_question(tmp_path)
    content = load(tmp_path, tmp_path / "experimentation" / "..", tmp_path / "experimentation")
    assert len(content.bank) == 1
    assert content.faults == ()


def test_a_draft_is_left_out_and_says_what_is_missing(tmp_path: Path) -> None:
    text = question_text().replace("A fair coin?", "TODO").replace("What would a fair coin do?", "TODO write it")
    put_question(tmp_path, text=text)
    content = load(tmp_path)
    fault = only_fault(content)
    assert len(content.bank) == 0
    assert fault.draft
    assert fault.line == 2
    assert (
        fault.message == f"a draft, not asked yet: 2 texts still start with TODO (lines 2, {line_of(text, 'write it')})"
    )


def test_an_installed_package_brings_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "their_pack_a/__init__.py", "")
    put_question(tmp_path / "their_pack_a", "die")
    monkeypatch.syspath_prepend(tmp_path)
    content = load_content([], None, entry_points=[entry_point("their_pack_a")])
    assert [question.id for question in content.bank] == ["die"]


def test_an_installed_package_names_a_folder_by_an_attribute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "their_pack_b.py", "from pathlib import Path\nFOLDER = Path(__file__).parent / 'questions'\n")
    put_question(tmp_path / "questions", "die")
    monkeypatch.syspath_prepend(tmp_path)
    content = load_content([], None, entry_points=[entry_point("their_pack_b:FOLDER")])
    assert [question.id for question in content.bank] == ["die"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise RuntimeError('broken on import')", "broken on import"),
        ("FOLDER = 3", "a folder path or a package is needed, not int"),
        ("", "module 'their_pack_c' has no attribute 'FOLDER'"),
    ],
)
def test_a_package_that_gives_no_folder_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    put(tmp_path, "site/their_pack_c.py", code)
    put_question(tmp_path / "ours")
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.delitem(sys.modules, "their_pack_c", raising=False)
    content = load_content([tmp_path / "ours"], None, entry_points=[entry_point("their_pack_c:FOLDER")])
    assert len(content.bank) == 1
    assert only_fault(content).message == f"their_pack_c:FOLDER gives no pack folder: {reason}"


def test_faults_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    put_question(tmp_path, "b", text=question_text("b").replace("minutes: 8", "minutes: 0").replace("id: b\n", ""))
    put_question(tmp_path, "a", text="- x")
    faults = load(tmp_path).faults
    assert [(Path(fault.path).name, fault.line) for fault in faults] == [("a.yaml", 1), ("b.yaml", 1), ("b.yaml", 6)]
