"""The session in the README is what the program says. `GREENROOM_WRITE_README=1` writes it anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.wire.running import Home

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
SCRIPT = ROOT / "docs" / "example.txt"
_SESSION = re.compile(r"(<!-- transcript -->\n```text\n)(.*?)(```\n<!-- end of transcript -->)", re.DOTALL)


def session_of(home: Home) -> str:
    """What the README's command prints, without spaces at the ends of lines."""
    question = "exp-significant-but-small"
    result = home.run("chat", "--question", question, stdin=SCRIPT.read_text(encoding="utf-8"))
    assert result.code == 0, result.err
    return "".join(f"{line.rstrip()}\n" for line in result.out.strip().splitlines())


def without_figures(session: str) -> str:
    """Figures, bars and the marks around quotes may differ a little between processors; the rest may not."""
    return re.sub(r"[0-9█▒·«»¹²³⁴⁵⁶⁷⁸⁹]+", "", session)


@pytest.mark.slow
@pytest.mark.model
def test_the_session_in_the_readme_was_made_by_running_it(home: Home) -> None:
    session = session_of(home)
    readme = README.read_text(encoding="utf-8")
    if os.environ.get("GREENROOM_WRITE_README"):
        readme = _SESSION.sub(lambda found: f"{found[1]}{session}{found[3]}", readme)
        README.write_text(readme, encoding="utf-8")
    found = _SESSION.search(readme)
    assert found is not None
    assert "of 100" in found[2]
    assert without_figures(found[2]) == without_figures(session)
