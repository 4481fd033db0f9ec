"""The authoring guide names what there is, and its worked example is the file it speaks of."""

from __future__ import annotations

import re
from pathlib import Path

from bot.adapters.packs.documents import MAX_BYTES
from bot.core.bank import checks
from bot.core.bank.arithmetic import FUNCTIONS
from bot.core.bank.question import Question
from bot.core.bank.similarity import NEAR
from bot.settings import BUILT_IN_PACK

GUIDE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")
EXAMPLE = (BUILT_IN_PACK / "experimentation" / "exp-significant-but-small.yaml").read_text(encoding="utf-8")


def test_the_guide_explains_every_key_of_a_question() -> None:
    explained = re.findall(r"^\| `(\w+)` \|", GUIDE, re.MULTILINE)
    assert set(explained) == set(Question.model_fields)


def test_the_guide_names_every_function_of_a_sum() -> None:
    assert [name for name in FUNCTIONS if f"`{name}`" not in GUIDE] == []


def test_the_guide_gives_the_limits_that_the_check_has() -> None:
    fewest, most = checks.MODEL_ANSWER_WORDS
    limits = [
        f"{fewest} to {most} words",
        f"{checks.PROMPT_CHARACTERS:,} characters",
        f"over {checks.BLOCK_CHARACTERS:,}",
    ]
    limits += [f"{MAX_BYTES // 1024} KB", f"{NEAR:.0%}"]
    assert [limit for limit in limits if limit not in GUIDE] == []


def test_what_the_guide_quotes_is_in_the_example() -> None:
    start = GUIDE.index("## A worked example")
    quoted = re.findall(r"```yaml\n(.*?)```", GUIDE[start : GUIDE.index("## What the check")], re.DOTALL)
    assert len(quoted) == 3
    assert [block for block in quoted if block not in EXAMPLE] == []


def test_the_weights_in_the_guide_are_those_of_the_example() -> None:
    rows = re.findall(r"^\| ([^|`]+) \| (\d+) \|", GUIDE, re.MULTILINE)
    assert rows == re.findall(r"^    name: (.+)\n    weight: (\d+)$", EXAMPLE, re.MULTILINE)
