"""From Claude's opinion to a verdict: quotes checked, levels capped by rule, the total left to code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.bank.question import Criterion
from bot.core.bank.vocabulary import TOP_LEVEL
from bot.core.grading import feedback
from bot.core.grading.claude_schema import CriterionOpinion, Opinion
from bot.core.grading.evidence import find_quote
from bot.core.grading.grade import (
    CriterionGrade,
    Flag,
    JargonFinding,
    JudgeIdentity,
    MistakeFinding,
    PointFinding,
    Quote,
    Usage,
    Verdict,
    weighted_total,
)
from bot.core.grading.jargon import cap_for, find_jargon
from bot.core.grading.request import GradingRequest
from bot.core.grading.screening import Shown

UNSUPPORTED_LEVEL = 1
"""Highest level of a criterion whose quote is not in the answer, after it was asked about twice."""

CAPPED = "capped"
"""Mark of a criterion whose level was cut because its quote is not in the answer."""

NEW_MISTAKE = "new"
"""Id of a mistake that is not among the question's common ones."""

_LONGEST = 600
_MOST_MISTAKES, _MOST_JARGON = 6, 12
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ADDRESS = re.compile(r"\b(?:https?|ftp|mailto|javascript|data):\S+|\bwww\.\S+", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def unsupported(opinion: Opinion, shown: Shown) -> tuple[str, ...]:
    """Ids of the criteria that were given a level for a passage that is not in the answer."""
    return tuple(
        item.criterion_id for item in opinion.criteria if item.level and shown.evidence(item.evidence_quote) is None
    )


def amended(opinion: Opinion, second: Opinion) -> Opinion:
    """The first opinion, with the criteria that were asked about again as they were judged then."""
    later = {item.criterion_id: item for item in second.criteria}
    criteria = tuple(later.get(item.criterion_id, item) for item in opinion.criteria)
    return opinion.model_copy(update={"criteria": criteria})


def verdict_of_nothing(request: GradingRequest, shown: Shown, judge: JudgeIdentity) -> Verdict:
    """The verdict on an answer of which the guards leave nothing: 0, without asking anybody."""
    empty = tuple(
        CriterionOpinion(criterion_id=criterion.id, evidence_quote="", reasoning="", level=0)
        for criterion, _ in request.rubric
    )
    return verdict_from(request, shown, Opinion(criteria=empty), judge, Usage(cost_usd=0.0))


def verdict_from(
    request: GradingRequest, shown: Shown, opinion: Opinion, judge: JudgeIdentity, usage: Usage
) -> Verdict:
    """The verdict that an opinion leads to, all that can be checked being checked."""
    jargon = _jargon(request, shown, opinion)
    listed = find_jargon(request.answer, request.audience)
    grading = _Grading(request, shown, listed)
    held = {item.criterion_id: item for item in opinion.criteria}
    grades = tuple(grading.grade(criterion, weight, held[criterion.id]) for criterion, weight in request.rubric)
    total = round(weighted_total(grades), 1)
    criteria = {criterion.id: criterion for criterion, _ in request.rubric}
    weakest = feedback.weakest_of(grades)
    best = _best(opinion, grades)
    mistakes = tuple(_mistakes(request, shown, opinion))
    return Verdict(
        judge=judge,
        criteria=grades,
        low=total,
        high=total,
        best=best,
        strength=plain(opinion.best.why) if best == opinion.best.criterion_id else "",
        next_step=plain(opinion.next_step) or feedback.next_step(criteria[weakest.criterion_id], weakest.points),
        follow_up=plain(opinion.follow_up) or criteria[weakest.criterion_id].probe,
        mistakes=mistakes,
        jargon=jargon,
        flags=grading.flags(),
        audience_fit=plain(opinion.audience_fit) if request.audience is not None else "",
        lens=plain(opinion.lens) if request.style is not None else "",
        usage=usage,
    )


def plain(text: str) -> str:
    """A model's words as one paragraph of bounded length, without links, tags and characters that cannot be seen.

    They may repeat what an answer smuggled in, and they are shown among people.
    """
    text = _TAG.sub("", _ADDRESS.sub("", _LINK.sub(r"\1", text)))
    seen = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in _UNSEEN)
    line = " ".join(seen.split())
    if len(line) <= _LONGEST:
        return line
    return f"{line[:_LONGEST].rsplit(' ', 1)[0]} …"


@dataclass(frozen=True)
class _Grading:
    """One answer under judgement, with the rules that bear on its levels."""

    request: GradingRequest
    shown: Shown
    jargon: Sequence[JargonFinding]

    def grade(self, criterion: Criterion, weight: float, opinion: CriterionOpinion) -> CriterionGrade:
        """The grade of one criterion: the model's level, less what it cannot show and what rules cap."""
        quote = self.shown.evidence(opinion.evidence_quote) if opinion.level else None
        caps = self._caps(criterion, supported=quote is not None)
        level = min([opinion.level, *caps.values()])
        return CriterionGrade(
            criterion_id=criterion.id,
            name=criterion.name,
            weight=weight,
            level=level,
            score=level,
            low=level,
            high=level,
            quotes=(quote,) if quote is not None and level else (),
            points=_points(criterion, opinion, quote),
            why_not_higher=_reason(criterion, opinion, level),
            improve="" if level == TOP_LEVEL else plain(opinion.improve) or feedback.improvement(criterion, level, ()),
            marks=tuple(mark for mark, cap in caps.items() if opinion.level > cap),
        )

    def flags(self) -> tuple[Flag, ...]:
        """What the guards noticed, jargon included."""
        audience = self.request.audience
        over = audience is not None and len(self.jargon) > audience.jargon_allowed
        return (*self.shown.flags, Flag.JARGON) if over else self.shown.flags

    def _caps(self, criterion: Criterion, *, supported: bool) -> Mapping[str, int]:
        caps = {}
        if not supported:
            caps[CAPPED] = UNSUPPORTED_LEVEL
        if self.shown.level_cap is not None:
            caps["capped: keywords"] = self.shown.level_cap
        jargon = cap_for(criterion, self.request.audience, self.jargon)
        if jargon is not None:
            caps["capped: jargon"] = jargon
        return caps


def _reason(criterion: Criterion, opinion: CriterionOpinion, level: int) -> str:
    """Why not one level more: the model's words, unless the level is no longer the one they are about."""
    if level == TOP_LEVEL:
        return ""
    said = plain(opinion.reasoning) if level == opinion.level else ""
    return said or feedback.why_not_higher(criterion, level)


def _points(criterion: Criterion, opinion: CriterionOpinion, quote: Quote | None) -> tuple[PointFinding, ...]:
    made = set(opinion.key_points) if quote is not None else set()
    return tuple(
        PointFinding(point_id=point.id, strength=1, quote=quote)
        if point.id in made
        else PointFinding(point_id=point.id, strength=0)
        for point in criterion.key_points
    )


def _best(opinion: Opinion, grades: Sequence[CriterionGrade]) -> str | None:
    named = opinion.best.criterion_id
    earned = {grade.criterion_id for grade in grades if grade.score > 0}
    return named if named in earned else feedback.best_of(grades)


def _mistakes(request: GradingRequest, shown: Shown, opinion: Opinion) -> Iterator[MistakeFinding]:
    """Mistakes whose quote is in the answer; what is right instead comes from the bank where it knows the mistake."""
    known = {mistake.id: mistake.correction for mistake in request.question.mistakes}
    told: set[str] = set()
    for item in opinion.mistakes[:_MOST_MISTAKES]:
        quote = shown.evidence(item.quote)
        correction = known.get(item.mistake_id) or plain(item.correction)
        if quote is not None and correction and correction not in told:
            told.add(correction)
            yield MistakeFinding(
                mistake_id=item.mistake_id if item.mistake_id in known else NEW_MISTAKE,
                quote=quote,
                correction=correction,
            )


def _jargon(request: GradingRequest, shown: Shown, opinion: Opinion) -> tuple[JargonFinding, ...]:
    """The audience's jargon as a program finds it, then further words that the model names and the answer holds."""
    found = list(find_jargon(request.answer, request.audience))
    if request.audience is None:
        return ()
    for item in opinion.jargon[:_MOST_JARGON]:
        quote = find_quote(shown.answer, item.word)
        word, instead = plain(item.word), plain(item.plain)
        if quote is None or not instead or any(_overlap(quote, other.quote) for other in found):
            continue
        if word.casefold() not in {other.word.casefold() for other in found}:
            found.append(JargonFinding(word=word, plain=instead, quote=quote))
    return tuple(found)


def _overlap(one: Quote, other: Quote) -> bool:
    return one.start < other.end and other.start < one.end
