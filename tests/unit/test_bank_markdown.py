from __future__ import annotations

import pytest

from bot.core.bank.markdown import broken_markdown


@pytest.mark.parametrize(
    "text",
    [
        "Plain text, with 5 < 6, a & b and snake_case_names.",
        "**Bold**, *slanted*, `code`, [a link](https://example.org).",
        "- a list\n- of **two**\n  lines\n\n1. and\n2. another",
        "```sql\nSELECT a ** b FROM `t`\n```\n\nThen text.",
        "~~~\ncode\n~~~",
        "- item\n  ```\n  code\n  ```\n- next",
        "`a ** b` and ``a ` b``",
        r"An escaped \*\* and \` mark.",
        "2 * 3 * 4 = 24",
    ],
)
def test_sound_markdown_has_no_finding(text: str) -> None:
    assert broken_markdown(text) == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("Text.\n\n```sql\nSELECT 1\n", 2, "the code block is never closed"),
        ("```", 0, "the code block is never closed"),
        ("~~~~\ncode\n~~~", 0, "the code block is never closed"),
        ("One.\nTwo **three.", 1, "`**` that opens or closes no bold text"),
        ("**Lead:**text", 0, "`**` that opens or closes no bold text"),
        ("- **a\n- b", 0, "`**` that opens or closes no bold text"),
        ("Use `GROUP BY here.", 0, "a backtick that opens or closes no code"),
        ("About 2*3*4 people.", 0, "`*` inside a word is read as emphasis; put the formula in backticks"),
        ("2**10 and 4**5", 0, "`**` inside a word is read as emphasis; put the formula in backticks"),
        ("One.\n\n# A heading", 2, "a heading is not shown as one in chats; use bold text"),
        ("A line\n---", 0, "a heading is not shown as one in chats; use bold text"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", 0, "a table is not shown as one in chats; use a list or a code block"),
        ("Take <user> here.", 0, "HTML is swallowed or shown raw; put it in backticks"),
        ("<div>\nx\n</div>", 0, "HTML is swallowed or shown raw; put it in backticks"),
        ("![a chart](https://example.org/x.png)", 0, "pictures in text are not shown in chats"),
        ("Text.\n\n    four spaces", 2, "four spaces make this a code block; use a ``` fence or fewer spaces"),
    ],
)
def test_broken_markdown_is_found_with_its_line(text: str, line: int, message: str) -> None:
    assert (line, message) in broken_markdown(text)
