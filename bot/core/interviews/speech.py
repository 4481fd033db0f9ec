"""What is in something that a candidate says: questions, objections, assumptions, looks into others' papers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.grading.text import Sentence, sentences, words
from bot.core.interviews.prying import pries

_ASKS = re.compile(
    r"^(?:(?:and|but|so|ok|okay|well|first|also|then|before (?:i|we) (?:start|begin|answer)|quick question"
    r"|question|one"
    r" (?:more )?question)[,:;]? )*(?:(?:what|which|who|whom|whose|when|where|why|how)(?:'s|'re)?\b|(?:is|are|was"
    r"|were|do"
    r"|does|did|can|could|may|might|would|will|should|has|have|had) (?:there|it|we|you|i|they|he|she|the|a|an|any"
    r"|that|this"
    r"|these|those|glitter|people|users|members|admins|our|your)\b|(?:tell me|could you tell|i(?:'d"
    r"| would) like to know"
    r"|i wonder|do you (?:know|have)|may i (?:ask|know)|can i ask)\b)",
    re.IGNORECASE,
)
_TELL = re.compile(
    r"^(?:please )?(?:tell me|i(?:'d| would) (?:like|love) to (?:know|hear)|i(?:'m| am) curious|i wonder)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"(?:does|did|do|is|was|am|are|would|should|shall|right|ok|okay|correct|yes|no|agreed?|fair)\b"
    r"(?: (?:that|this|it|i|you|we))?(?: (?:make(?:s)? sense|right|ok|okay|correct|clear|fine|enough|fair|agree|go on"
    r"|continue|see|know|follow(?: me)?|what (?:i|you) mean|sound(?:s)? (?:right|good|ok)))?\W*",
    re.IGNORECASE,
)
_PUSHES_BACK = re.compile(
    r"\bi(?:'d| would| do| must| have to)? (?:\w+ly )?(?:disagree|don't agree|do not agree|can't agree|object"
    r"|beg to differ)\b"
    r"|\bi(?:'d| would|'ll| will| want to| have to)(?: \w+){0,2} (?:push back|contradict|challenge (?:that|the"
    r"|this|your|him|her))"
    r"|\bi(?:'d| would) argue (?:that|against|the|with)|\bi (?:see|read) (?:it|that|this) differently"
    r"|\bwith (?:all due )?respect"
    r"|\bi(?:'m| am) not (?:convinced|persuaded|sure (?:that's|you're|he's|she's|that is) (?:right|true|fair))"
    r"|\bi don't (?:think|believe|buy)(?: that)? (?:that's|that is|it's|he's|she's|they're|you're|your"
    r"|the (?:team|senior|colleague"
    r"|proposal|plan|vendor|lead)|that)\b|\bi(?:'d| would) not (?:accept|take) (?:that|the)\b",
    re.IGNORECASE,
)
_OF_THE_LAST = re.compile(
    r"\b(?:your|the|that) (?:senior |model |last |previous )?(?:answer|evaluation|feedback|score|verdict"
    r"|assessment)\b"
    r"|\b(?:last|previous|first|second|third|fourth) (?:part|question|one)\b|\byou said\b",
    re.IGNORECASE,
)
_ASSUMES = re.compile(
    r"\b(?:i(?:'ll| will|'d| would|'m going to)?|let's|let us|we(?:'ll| will|'d)?)(?: \w+)? (?:assume|suppose"
    r"|take it that|say that)\b"
    r"|\bassum(?:ing|ption)\b|\bmy assumption",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"\bi (?:really |honestly |simply |just )?(?:don't|do not) know\b|\b(?:i'm|i am) not sure\b|\bno idea\b"
    r"|\bi(?:'ve| have) never (?:done|used|tried|worked)\b|\bi can't (?:tell|know|say)\b|\bi (?:couldn't"
    r"|could not) tell\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Speech:
    """What a candidate said, taken apart.

    Attributes:
        text: All of it.
        questions: Sentences that ask the interviewer something, in order.
        ends_asking: Whether it ends in such a question, so that an answer is waited for.
        only_asks: Whether there is nothing else in it.
        pries: Whether it asks for the rubric, the score or the answer.
        only_pries: Whether there is nothing else in it.
        pushes_back: Whether it disagrees.
        of_the_last: Whether it speaks of an evaluation, or of an earlier part.
        assumptions: Sentences that state an assumption.
        unknown: Whether it says that something isn't known.
    """

    text: str
    questions: tuple[str, ...]
    ends_asking: bool
    only_asks: bool
    pries: bool
    only_pries: bool
    pushes_back: bool
    of_the_last: bool
    assumptions: tuple[str, ...]
    unknown: bool


def listen(text: str) -> Speech:
    """Take something said apart."""
    plain = text.replace("’", "'")
    found = [sentence for sentence in sentences(plain) if not sentence.code]
    prying = [pries(sentence.text) for sentence in found]
    asking = [_asks(sentence) for sentence in found]
    said = [not ask and not pry and _weighs(sentence) for ask, pry, sentence in zip(asking, prying, found, strict=True)]
    questions = tuple(
        sentence.text for sentence, ask, pry in zip(found, asking, prying, strict=True) if ask and not pry
    )
    return Speech(
        text=text,
        questions=questions,
        ends_asking=bool(questions) and asking[-1] and not prying[-1],
        only_asks=bool(questions) and not any(said),
        pries=any(prying),
        only_pries=any(prying) and not questions and not any(said),
        pushes_back=bool(_PUSHES_BACK.search(plain)),
        of_the_last=bool(_OF_THE_LAST.search(plain)),
        assumptions=tuple(sentence.text for sentence in found if _ASSUMES.search(sentence.text)),
        unknown=bool(_UNKNOWN.search(plain)),
    )


def _asks(sentence: Sentence) -> bool:
    """Whether a sentence asks the interviewer; "Does that make sense?" merely makes sure that they follow."""
    text = sentence.text.strip()
    if _TAG.fullmatch(text):
        return False
    if text.rstrip("\"'”’)").endswith(("?", "？")):
        return True
    return bool(_TELL.match(text)) and bool(_ASKS.match(text))


_OPENERS = frozenset(
    [
        *("before", "start", "begin", "question", "questions", "quick", "few", "two", "three", "couple", "first"),
        *("answer", "ask", "let", "know", "want", "like", "great", "good", "sure", "okay", "interesting", "happy"),
    ]
)


def _weighs(sentence: Sentence) -> bool:
    """Whether a sentence says something beyond leading over to a question."""
    return sum(word not in _OPENERS for word in words(sentence.text)) > 4
