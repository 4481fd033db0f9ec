"""The audience's rule on words: jargon found word for word, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.bank.lens import AudienceProfile
from bot.core.bank.question import Criterion
from bot.core.grading.grade import JargonFinding, Quote


def find_jargon(answer: str, audience: AudienceProfile | None) -> tuple[JargonFinding, ...]:
    """Each jargon term that the answer uses, once, at its first place, in the order of the answer.

    A term matches as a whole word in any case, in any of its forms; a space or hyphen in it matches either.
    """
    if audience is None:
        return ()
    found = []
    for term in audience.jargon:
        forms = "|".join(_pattern(form) for form in sorted((term.word, *term.forms), key=len, reverse=True))
        match = re.search(rf"(?<![^\W_])(?:{forms})(?![^\W_])", answer, re.IGNORECASE)
        if match:
            quote = Quote.of(answer, *match.span())
            found.append(JargonFinding(word=term.word, plain=term.plain, quote=quote))
    return tuple(sorted(found, key=lambda finding: finding.quote.start))


def cap_for(criterion: Criterion, audience: AudienceProfile | None, found: Sequence[JargonFinding]) -> int | None:
    """Highest level that the audience's rule leaves for a criterion; none if it does not touch it."""
    if audience is None or criterion.skill not in audience.capped_skills:
        return None
    return audience.jargon_cap if len(found) > audience.jargon_allowed else None


def _pattern(form: str) -> str:
    return r"[\s\-‐‑]?".join(re.escape(part) for part in re.split(r"[\s\-]+", form) if part)
