from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from bot.adapters.slack.manifest import manifest
from bot.adapters.slack.render import render
from bot.bootstrap.bank import load_content_for
from bot.cli import app
from bot.cli.sample_replies import sample_replies
from bot.cli.slack import previews
from bot.core.bank.content import Content
from bot.core.chat import ReplyKind
from bot.settings import load_settings
from tests.unit.slack_limits import message_faults, view_faults


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content_for(load_settings())


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["slack", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_there_is_a_preview_of_every_kind_of_reply(content: Content) -> None:
    shown = previews(content)
    assert [kind for kind in ReplyKind if not shown.get(kind.value)] == []


def test_slack_takes_every_sample_of_a_reply(content: Content) -> None:
    for replies in sample_replies(content).values():
        for reply in replies:
            messages = render(reply)
            assert [message_faults(message.text, message.blocks) for message in messages] == [[]] * len(messages)


def test_a_score_card_of_usual_length_is_one_message_that_starts_with_what_to_do_next(content: Content) -> None:
    for reply in sample_replies(content)[ReplyKind.CARD][:2]:
        (message,) = render(reply)
        header, next_step = message.blocks[:2]
        assert header["type"] == "header"
        assert next_step["elements"][0]["elements"][0] == {"type": "text", "text": "Next", "style": {"bold": True}}
        assert message.text.splitlines()[1].startswith("Next: ")


def test_slack_takes_every_form_and_the_home(content: Content) -> None:
    shown = previews(content)
    views = [view for name in shown if name.startswith("form-") or name == "home" for view in shown[name]]
    assert len(views) >= 4
    assert [view_faults(view) for view in views] == [[]] * len(views)


def documents(text: str) -> list[dict[str, Any]]:
    """The JSON objects that stand below each other."""
    found = []
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:]
    return found


def test_a_preview_is_json_for_the_block_kit_builder() -> None:
    code, out, err = run("preview", "card")
    assert code == 0
    assert len(documents(out)) > 1
    assert {tuple(document) for document in documents(out)} == {("blocks",)}
    assert "Block Kit Builder" in err
    assert "http" not in err


def test_all_previews_can_be_written_to_files(tmp_path: Path, content: Content) -> None:
    code, out, _ = run("preview", "--all", "--json-dir", str(tmp_path / "new"))
    assert code == 0
    written = sorted((tmp_path / "new").glob("*.json"))
    assert sorted(map(Path, out.split())) == written
    names = {re.sub(r"-\d+$", "", file.stem) for file in written}
    assert names == set(previews(content))
    assert all(json.loads(file.read_text(encoding="utf-8"))["blocks"] for file in written)


def test_a_kind_that_is_none_is_answered_with_those_there_are() -> None:
    code, out, err = run("preview", "poem")
    assert (code, out) == (2, "")
    assert err.startswith("greenroom: there is no kind 'poem'; choose from question, ")
    assert run("preview")[0] == 2


def test_a_folder_that_cannot_be_written_to_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, out, err = run("preview", "hint", "--json-dir", str(tmp_path / "file"))
    assert (code, out) == (1, "")
    assert err.startswith("greenroom: cannot write to")
    assert err.count("\n") == 1


def test_the_manifest_is_printed_as_yaml_or_json() -> None:
    code, out, err = run("manifest")
    assert (code, err) == (0, "")
    assert yaml.safe_load(out) == manifest()
    assert json.loads(run("manifest", "--json", "--http", "https://example.org")[1]) == manifest("https://example.org")
