"""Whether what is said is a whole: people in chats send a thought in pieces, and a piece is no time to ask on."""

from __future__ import annotations

import re

_WHOLE = 40
"""Words from which something said is whole, unless it breaks off in the middle of a sentence."""

_BEGUN, _FEW = 15, 6
_BREAKS_OFF = re.compile(
    r"(?:[,:;(–—-]|\b(?:and|but|so|because|or|the|a|an|of|which|if|when|where|from|than|as|since"
    r"|while|by))\s*$",
    re.IGNORECASE,
)
_HANGS = re.compile(
    r"\b(?!(?:it|that|this|they|there|what|who|he|she|we|you) )[a-z]+ (?:is|are|was|would be)\s*$", re.IGNORECASE
)
_OPENS = re.compile(
    r"^\W*(?:so |ok |okay |well |hm+ )*,? ?(?:first(?:ly| of all)?|to (?:start|begin) with|1[.)])(?=\W"
    r"|$)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\b(?:second(?:ly)?|then|next|after that|finally|third(?:ly)?|lastly|because|since|so that)\b|\b2[.)]"
    r"|[.;!?] +\w|\n",
    re.IGNORECASE,
)
_PROMISES = re.compile(
    r"\b(?:two|three|four|five|several|a few|a couple of|some|[2-5]) (?:\w+ )?(?:things|points|parts|steps"
    r"|reasons|aspects|ideas"
    r"|options|questions|ways|groups|kinds|levels|thoughts|areas|categories|buckets)\b[^,:;.]{0,30}[.:]?\s*$",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"^\W*(?:(?:oh|ah|sorry|wait)\b[, ]*)?(?:and|also|plus|second(?:ly)?|third(?:ly)?|fourth(?:ly)?"
    r"|finally|lastly|last but not least"
    r"|additionally|one more thing|one more point|another (?:thing|point|one)|[2-9][.)])(?=\W|$)",
    re.IGNORECASE,
)

_CODE = re.compile(r"\b(?:select|from|where|group by|join|import|return|def|print)\b|[=(){}<>]", re.IGNORECASE)
_READS_BACK = re.compile(
    r"^\W*(?:(?:ok|okay|well|hm+|and|right|wait)\b[ ,]*)*"
    r"(?:(?:so|then|that's|that is|that makes|that would be|which makes)\b.*"
    r"|.*,? (?:right|correct|is that (?:right|correct)))\W*\?$",
    re.IGNORECASE,
)
_A_SUM = 20


def reads_back(text: str) -> bool:
    """Whether a figure is said over to make sure of it, as "So that's 15,000 labels?"."""
    said = text.strip()
    sum_up = len(said.split()) <= _A_SUM and any(map(str.isdigit, said)) and not re.search(r"[.;!]\s", said)
    return sum_up and bool(_READS_BACK.search(said))


def is_unfinished(text: str) -> bool:
    """Whether more is plainly to come: a sentence that breaks off, a "first" without a second, points announced."""
    said = text.strip()
    if said.endswith("```") or (said.endswith(";") and _CODE.search(said)):
        return False
    if _BREAKS_OFF.search(said):
        return True
    count = len(said.split())
    if count <= _FEW and _HANGS.search(said):
        return True
    return count < _WHOLE and (said.endswith(("...", "…")) or (count <= _BEGUN and _announces(said)))


def _announces(said: str) -> bool:
    begun = _OPENS.search(said)
    return bool(_PROMISES.search(said)) or (begun is not None and not _GOES_ON.search(said[begun.end() :]))


def is_addition(text: str) -> bool:
    """Whether this goes on from what was said before, rather than taking up a question that came in between."""
    return bool(_ADDS.search(text)) and not text.rstrip().endswith("?")
