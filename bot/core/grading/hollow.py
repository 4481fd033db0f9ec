"""Strategy prose: sentences of stock phrases that would fit any question, and so say nothing about this one."""

from __future__ import annotations

import re

_STOCK = re.compile(
    r"\b(?:leverag\w+|synerg\w+|holistic\w*|paradigm\w*|best[- ]in[- ]class|world[- ]class|game[- ]chang\w+"
    r"|\w+-centric|cutting[- ]edge|state[- ]of[- ]the[- ]art|next[- ]gen\w*|value propositions?|value streams?"
    r"|low[- ]hanging fruits?|north stars?|data[- ]driven|mission[- ]critical|empower\w*|orchestrat\w+|at scale"
    r"|overarching|seamless\w*|unlock\w*|single source of truth|semantic layer|quality gates?|modern data platform"
    r"|learning culture|growth mindset"
    r"|firm believer|key learnings?|actionable|impactful|drive (?:value|impact|growth|results)|deliver(?:s|ing)? value"
    r"|maximi[sz]e (?:value|impact)|harmoni[sz]\w+|resilien\w+)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:best practices?|cross[- ]functional\w*|squads?|stakeholders?|end[- ]to[- ]end|roadmaps?|agile|ecosystems?"
    r"|journeys?|frameworks?|governance|data contracts?|strateg\w+|vision|alignment|aligned|optimi[sz]e the"
    r"|sustainabl[ey]|robust\w*|proactive\w*|transparen\w+|ownership|success metrics|iterat\w+|transform\w*|innovat\w+"
    r"|scalab\w+|lineage)\b",
    re.IGNORECASE,
)
_ARGUED = re.compile(r"\b(?:because|since|if|unless|otherwise|whereas|so that|which means)\b", re.IGNORECASE)
_CONTENT = re.compile(r"\w{4,}")
_FEWEST, _FEWEST_OF_OFFICE = 2, 3
_LARGE_SHARE = 0.25
"""Of a sentence's longer words, for it to be made of the phrases and not merely to hold some."""


def is_hollow(sentence: str) -> bool:
    """Whether a sentence is made of stock phrases, and neither names a figure nor gives a reason or a condition.

    Words that every office uses make two only beside a phrase that says nothing anywhere: "we agreed with the
    stakeholders on success metrics" does say something.
    """
    stock = len(_STOCK.findall(sentence))
    phrases = stock + len(_OFFICE.findall(sentence))
    enough = phrases >= (_FEWEST if stock else _FEWEST_OF_OFFICE)
    return enough and phrases >= _LARGE_SHARE * len(_CONTENT.findall(sentence)) and not _says_something(sentence)


def _says_something(sentence: str) -> bool:
    return _ARGUED.search(sentence) is not None or any(char.isdigit() for char in sentence)
