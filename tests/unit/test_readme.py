"""The README says what is true: the bank it shows is the bank there is, and its commands are the command's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.adapters.packs.loader import load_content
from bot.cli import app
from bot.core.bank.vocabulary import Track
from bot.settings import BUILT_IN_PACK

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_bank_as_it_is() -> None:
    bank = load_content([BUILT_IN_PACK], None, entry_points=()).bank
    shown = {
        row[0]: [int(number) for number in row[1:]]
        for row in re.findall(r"^\| ([a-z-]+) " + r"\| (\d+) " * 6 + r"\|", README, re.MULTILINE)
    }
    counted = {}
    for track in Track:
        each = [sum(item.track is track and item.difficulty == level for item in bank) for level in range(1, 6)]
        counted[track.value] = [*each, sum(each)]
    assert shown == counted
    assert f"{len(bank)} questions" in README


def test_the_readme_names_every_command() -> None:
    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    names |= {str(group.name) for group in app.registered_groups}
    missing = [name for name in names if f"greenroom {name}" not in README]
    assert missing == []


def test_every_link_in_the_readme_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_every_link_in_the_docs_leads_somewhere(page: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
