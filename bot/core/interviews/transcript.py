"""An interview as a Markdown file: the debrief's scores, then all that was said, the candidate's words literally."""

from __future__ import annotations

import re

from bot.core.interviews.debrief import Debrief
from bot.core.interviews.paper import Block, Bullets, Levels, Prose, Quote, Said, Section, Title, on_paper
from bot.core.wording import say

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&@:])")


def transcript(debrief: Debrief) -> str:
    """The whole interview as CommonMark, ending in a line break; nothing that the candidate wrote becomes markup."""
    blocks = (_block(block) for block in on_paper(debrief))
    return "\n\n".join(block for block in blocks if block) + "\n"


def literal(text: str) -> str:
    """Text that shows as it is in CommonMark, its lines kept."""
    return "  \n".join(_MARKS.sub(r"\\\1", line.strip()) for line in text.splitlines())


def level_text(low: float, high: float) -> str:
    """A criterion's level of 4."""
    if low == high:
        return say("card.bar.caption", level=low)
    return say("card.bar.caption.range", low=low, high=high)


def _block(block: Block) -> str:
    match block:
        case Title(text, held):
            written = f"# {text}\n\n{held}"
        case Section(text, level):
            written = f"{'#' * level} {text}"
        case Prose(text):
            written = text
        case Quote(text, about):
            written = f"> {_quoted(text)}" + (f"\n>\n> *{about}*" if about else "")
        case Bullets(items):
            written = "\n".join(f"- {literal(item) if block.literal else item}" for item in items)
        case Levels(rows):
            written = "\n".join(f"- {name}: {level_text(low, high)}" for name, low, high in rows)
        case _:
            written = _said(block)
    return written


def _said(turn: Said) -> str:
    if turn.by_candidate:
        return f"**{turn.speaker}:**\n\n> {_quoted(turn.text)}"
    said = f"**{turn.speaker}:** {turn.text}"
    return f"{said}\n\n> {_quoted(turn.quote)}" if turn.quote else said


def _quoted(text: str) -> str:
    return literal(text).replace("\n", "\n> ")
