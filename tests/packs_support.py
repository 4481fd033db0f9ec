"""Packs to test with: one valid question as a file's text, and ways to spoil and place it."""

from __future__ import annotations

from pathlib import Path

from bot.adapters.packs.loader import load_content
from bot.core.bank.content import Content, Fault
from bot.core.bank.question import Question

_SENTENCES = """\
  I would flip it a hundred times and count, because ten flips cannot tell a fair coin from a bent one. With a fair coin
  the count is about fifty, give or take ten in nineteen cases of twenty; that is two standard errors of five. So
  anything between forty and sixty does not surprise me, and I would say so instead of calling the coin fair.

  Before the first flip I write down the number of flips and the limit. Stopping when the count looks odd would find
  oddness in any coin. If the count is outside the limit, I repeat the whole thing once with fresh flips, since one
  surprise in twenty is what chance gives us anyway.

  What I report is an interval: heads in 45 to 65 percent of flips, say, and what follows from it for our game. If the
  stakes are a coffee, that is close enough. If they are a house, I want ten thousand flips, a machine that does
  the flipping, and somebody else's coin to compare with.
"""


def _criterion(name: str, weight: int, skill: str) -> str:
    levels = "".join(f"      - Reaches level {level} of {name}.\n" for level in range(5))
    points = "".join(
        f"      - id: {name}-{nth}\n"
        f"        idea: The {nth} idea of {name}.\n"
        "        phrasings:\n"
        f"          - the {nth} idea of {name} in one voice\n"
        f"          - {name} and its {nth} idea, differently put\n"
        for nth in ("first", "second")
    )
    return (
        f"  - id: {name}\n    name: About {name}\n    weight: {weight}\n    skill: {skill}\n"
        f"    key_points:\n{points}    levels:\n{levels}    probe: How would you go on from here with {name}?\n"
    )


def _answer(kind: str, level: int) -> str:
    return (
        f"  - kind: {kind}\n    text: A {kind} answer, typed in a hurry.\n"
        f"    levels:\n      design: {level}\n      numbers: {level}\n      advice: {level}\n"
        f"    why: It is {kind}.\n"
    )


def question_text(question_id: str = "coin", prompt: str = "") -> str:
    """A valid question's file, with a prompt that no other question has."""
    ask = (
        prompt
        or f"A friend of {question_id} says that this coin is fair. How would you find out whether {question_id} is?"
    )
    prompt_block = "\n".join(f"  {line}" if line else "" for line in ask.splitlines())
    return (
        f"id: {question_id}\ntitle: A fair coin?\ntrack: experimentation\nskills: [statistics, structure]\n"
        "difficulty: 2\nseniority: mid\nminutes: 8\nsource: greenroom\n\n"
        f"prompt: |\n{prompt_block}\n\nrubric:\n"
        f"{_criterion('design', 50, 'statistics')}{_criterion('numbers', 30, 'statistics')}"
        f"{_criterion('advice', 20, 'structure')}\n"
        "mistakes:\n  - id: due\n    criterion: numbers\n    says:\n      - after five tails heads is due\n"
        "      - the coin owes us some heads by now\n    correction: Flips are independent; a coin owes nothing.\n\n"
        "hints:\n  - What would a fair coin do?\n  - How far from half is odd?\n\n"
        f"model_answer: |\n{_SENTENCES}\n"
        f"answers:\n{_answer('weak', 0)}{_answer('middling', 2)}{_answer('strong', 3)}"
    )


STYLE = """\
id: plain
name: Plain
summary: Says it plainly.
share: 10
criteria:
""" + _criterion("plainness", 10, "structure")

AUDIENCE = """\
id: engineer
name: Engineer
cares_about: [How it is built]
does_not_care_about: [What it costs]
patience: Patient.
analogies_from: [Other systems]
jargon_allowed: 9
jargon_cap: 3
"""


def put(pack: Path, name: str, text: str | bytes) -> Path:
    """Writes a file of a pack, and the folders it is in."""
    file = pack / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def put_question(pack: Path, question_id: str = "coin", text: str = "") -> Path:
    """Writes a question where it belongs."""
    return put(pack, f"experimentation/{question_id}.yaml", text or question_text(question_id))


def load(*packs: Path, cache: Path | None = None) -> Content:
    """Loads packs, those of installed packages left out."""
    return load_content(packs, cache, entry_points=())


def only_fault(content: Content) -> Fault:
    """The fault of content that has exactly one."""
    assert len(content.faults) == 1, [str(fault) for fault in content.faults]
    return content.faults[0]


def line_of(text: str, part: str, nth: int = 1) -> int:
    """The line, from 1, of the nth place where a text has this part."""
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if part in line]
    return lines[nth - 1]


def coin(**changes: object) -> Question:
    """The valid question as a model, with some fields changed; not validated again."""
    import yaml

    return Question.model_validate(yaml.safe_load(question_text())).model_copy(update=changes)
