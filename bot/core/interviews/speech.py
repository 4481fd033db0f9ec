"""What is in something that a candidate says: questions, objections, assumptions, looks into others' papers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.grading.guards import content_words
from bot.core.grading.text import Sentence, sentences, words
from bot.core.interviews.asides import Aside, aside_of
from bot.core.interviews.listening import word_of

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
    r"^(?:please )?(?:what (?:exactly )?(?:do|did) you mean by|tell me|i(?:'d| would) (?:like|love) to (?:know|hear)"
    r"|i(?:'m| am) curious|i wonder)",
    re.IGNORECASE,
)
_PUSHES_BACK = re.compile(
    r"\bi(?:'d| would| do| must| have to)? (?:\w+ly )?(?:disagree|don't agree|do not agree|can't agree|object"
    r"|beg to differ)\b"
    r"|\bi(?:'d| would|'ll| will| want to| have to)(?: \w+){0,2} (?:push back|contradict|challenge (?:that|the"
    r"|this|your|him|her))"
    r"|\bi(?:'d| would) argue (?:that|against|the|with)|\bi (?:see|read) (?:it|that|this) differently"
    r"|\bwith (?:all due )?respect"
    r"|\b(?:my|your) (?:(?:last|previous|first|second|third|overall|total|final) )?(?:score|grade|evaluation|feedback"
    r"|mark)s? (?:is|was|were|are|seems?|feels?)(?: \w+)? (?:unfair|(?:too )?(?:low|harsh|strict)|a joke)\b"
    r"(?! (?:on|in|when|among|for (?!me\b|my\b|that\b|this\b|what\b|the (?:last|first|answer))))"
    r"|\b(?:you're|you are|your (?:\w+ )?(?:answer|evaluation|feedback|score) is)(?: \w+)? (?:wrong|mistaken|incorrect"
    r"|unfair)\b|\bi (?:don't|do not) (?:see|understand|get) why\b[^.!?]{0,60}\b(?:points|scored?|rated|graded)\b"
    r"|\bi(?:'m| am) not (?:convinced|persuaded|sure (?:that's|you're|he's|she's|that is) (?:right|true|fair))"
    r"|\bi don't (?:think|believe|buy)(?: that)? (?:that's|that is|it's|he's|she's|they're|you're|your"
    r"|the (?:team|senior|colleague"
    r"|proposal|plan|vendor|lead)|that)\b|\bi(?:'d| would) not (?:accept|take) (?:that|the)\b",
    re.IGNORECASE,
)
_OF_THE_LAST = re.compile(
    r"\b(?:your|my|the|that) (?:senior |model |last |previous )?(?:answer|evaluation|feedback|score|verdict"
    r"|assessment)\b"
    r"|\b(?:last|previous|first|second|third|fourth) (?:part|question|one)\b|\bthat part\b|\byou said\b",
    re.IGNORECASE,
)
_ASSUMES = re.compile(
    r"\b(?:i(?:'ll| will|'d| would|'m going to)?|let's|let us|we(?:'ll| will|'d)?)(?: \w+)? (?:assume|suppose"
    r"|take it that|say that)\b"
    r"|\bassum(?:ing|ption)\b|\bmy assumption|^\W*(?:let me |i'd |then |so )?(?:assume|suppose)\b",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"\bi (?:really |honestly |simply |just )?(?:don't|do not) know\b|\b(?:i'm|i am) not sure\b|\bno idea\b"
    r"|\bi(?:'ve| have) never (?:done|used|tried|worked)\b|\bi can't (?:tell|know|say)\b|\bi (?:couldn't"
    r"|could not) tell\b",
    re.IGNORECASE,
)
_ONLY_UNKNOWN = re.compile(
    r"\W*(?:(?:sorry|well|so|um+|uh+|hm+|honestly|to be honest|oh|and|but|no|really)\b[ ,]*)*"
    r"(?:i (?:really |honestly |just |simply |still )*(?:don't|do not) know"
    r"|(?:i (?:really |honestly )?have )?no (?:idea|clue))"
    r" (?:about|how to|what an?|(?:much|anything|enough|a thing) about|where to|the first thing about) "
    r"(?:(?!(?:but|because|maybe|perhaps|probably|so|though|since)\b)[\w'-]+ ?){1,9}[\s.!,]*(?:sorry|honestly)?[\s.!]*",
    re.IGNORECASE,
)
"""What says that somebody knows nothing of a thing; not what names something that has to be found out."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What a candidate said, taken apart.

    Attributes:
        text: All of it.
        questions: Sentences that ask the interviewer something about the case, in order.
        ends_asking: Whether it ends in such a question, so that an answer is waited for.
        only_asks: Whether there is nothing else in it.
        aside: What it is after besides the case, if anything; whoever seeks a verdict at the end of an answer is merely
            making sure, and counts as after nothing.
        only_aside: Whether there is nothing else in it.
        says: Whether it says anything that could be an answer.
        pushes_back: Whether it disagrees.
        of_the_last: Whether it speaks of an evaluation, or of an earlier part.
        assumptions: Sentences that state an assumption.
        unknown: Whether it says that something isn't known.
        only_unknown: Whether it says nothing else, as "I have no clue about graphs".
        only_assumes: Whether there are assumptions and nothing else in it.
    """

    text: str
    questions: tuple[str, ...]
    ends_asking: bool
    only_asks: bool
    aside: Aside | None
    only_aside: bool
    says: bool
    pushes_back: bool
    of_the_last: bool
    assumptions: tuple[str, ...]
    unknown: bool
    only_unknown: bool
    only_assumes: bool

    @property
    def pries(self) -> bool:
        """Whether it is after the rubric, the score, the answer, the debrief or a verdict."""
        return self.aside is not None and self.aside.of_the_papers


def listen(text: str) -> Speech:
    """Take something said apart."""
    plain = text.replace("’", "'")
    every = sentences(plain)
    found = [sentence for sentence in every if not sentence.code]
    asides = [_aside(found, place) for place in range(len(found))]
    asking = [
        aside is None and _asks(sentence) and not _answers_itself(found, place)
        for place, (sentence, aside) in enumerate(zip(found, asides, strict=True))
    ]
    said = len(every) > len(found) or any(
        not ask and aside is None and _weighs(sentence)
        for sentence, ask, aside in zip(found, asking, asides, strict=True)
    )
    if len(found) == 1 and asides == [None] and _asks_unmarked(found[0].text):
        asking, said = [True], len(every) > 1
    questions = tuple(sentence.text for sentence, ask in zip(found, asking, strict=True) if ask)
    sorts = {aside for aside in asides if aside is not None and (aside is not Aside.VERDICT or not said)}
    said = said or not (questions or sorts)
    assumptions = tuple(sentence.text for sentence in found if _ASSUMES.search(sentence.text))
    return Speech(
        text=text,
        questions=questions,
        ends_asking=bool(questions) and asking[-1],
        only_asks=bool(questions) and not said,
        aside=next((sort for sort in Aside if sort in sorts), None),
        only_aside=not questions and not said,
        says=said,
        pushes_back=bool(_PUSHES_BACK.search(plain)),
        of_the_last=bool(_OF_THE_LAST.search(plain)),
        assumptions=assumptions,
        unknown=bool(_UNKNOWN.search(plain)),
        only_unknown=bool(_ONLY_UNKNOWN.fullmatch(plain)),
        only_assumes=bool(every) and len(every) == len(assumptions),
    )


def _aside(found: Sequence[Sentence], place: int) -> Aside | None:
    """What a sentence is after besides the case; "Is it right?" that is gone on from is asked of oneself."""
    aside = aside_of(found[place].text)
    later = [sentence for sentence in found[place + 1 :] if aside_of(sentence.text) is None]
    if aside is Aside.VERDICT and any(_weighs(sentence) for sentence in later):
        return None
    return aside


def _asks(sentence: Sentence) -> bool:
    """Whether a sentence asks the interviewer; "Maybe the median?" is an answer of somebody who is not sure."""
    text = sentence.text.strip()
    if text.rstrip("\"'”’)").endswith(("?", "？")):
        if not _TO_YOU.search(text) and (_GUESSES.match(text) or is_unsure(text)):
            return False
        return bool(_INTERROGATIVE.search(text)) or not text.isascii()
    return bool(_TELL.match(text)) and bool(_ASKS.match(text))


def is_unsure(text: str) -> bool:
    """Whether something with a question mark states what its author is not sure of: "..., I guess?", "Because ...?"."""
    return (bool(_UNSURE.search(text)) and not _INVERTED.match(text)) or bool(_HEDGED.match(text))


def _asks_unmarked(text: str) -> bool:
    """Whether a line that is nothing but a short question lacks its question mark, as it often does in chats."""
    said = text.strip()
    short = len(said.split()) <= _SHORT and not re.search(r"[.,:;!?\n…]", said)
    return short and bool(_INVERTED.match(said)) and not _MY_OWN.search(said)


def _answers_itself(found: Sequence[Sentence], place: int) -> bool:
    """Whether a candidate asks what they would do and goes on to say it, however briefly."""
    later = [sentence for sentence in found[place + 1 :] if aside_of(sentence.text) is None]
    said = any(not _asks(sentence) and _weighs(sentence) for sentence in later)
    return said and bool(_OF_ONESELF.search(found[place].text))


_GUESSES = re.compile(
    r"^(?:(?:so|well|then|maybe|perhaps|probably|hm+|um+)\b[ ,]*)*(?:i (?:guess|think|suppose|believe)\b"
    r"|(?:i|we)(?:'d| would| could| might|'ll| will)\b(?! (?:like|love|want|need|prefer) to (?:know|ask|hear)))",
    re.IGNORECASE,
)
_TO_YOU = re.compile(r"\b(?:you|your|there)\b", re.IGNORECASE)
_INTERROGATIVE = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|any|is|are|was|were|do|does|did|can|could|may|might|shall|should"
    r"|has|have|had|am|isn't|aren't|don't|doesn't|didn't|can't)\b(?! be\b)|^\W*(?:and |so )?(?:would|will|won't)\b"
    r"|\b(?:would|will) (?:you|they|it|we|there)\b|\byou (?:know|mean|said|want)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"(?:\bi (?:guess|think|suppose|believe|assume)|\b(?:maybe|perhaps|probably|or (?:something|so|not|similar)"
    r"|something like that)"
    r"|,? (?:right|correct|no|yes|ok|okay|yeah|true|is it(?: that)?|isn't it|is that (?:it|right|so)"
    r"|am i (?:right|wrong|not)|aren't they|don't they|doesn't it|would it|wouldn't it))\W*$",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"^\W*(?:(?:so|well|then|and|or|but|hm+|um+|uh+)\b[ ,]*)*"
    r"(?!(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|may|might|shall|should"
    r"|would|will|has|have|had|am|any|[a-z]+n't)\b)(?:[^\s,]+[ ,]+){0,8}?(?:maybe|perhaps|possibly|probably|because)\b",
    re.IGNORECASE,
)
"""What gives a reason or says that it is likely, in the order of words of a statement."""
_INVERTED = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|well|sorry|um+|uh+|hm+|hi|hello|also|roughly|wait|now|then|quick question)\b[ ,]*)*"
    r"(?:(?:what|which|who|where|when|why|how)(?:'s|'re| is| are| was| were| do| does| did| can| could| has| have) "
    r"(?!(?:i|it|that|this)\b)"
    r"|(?:how (?:many|much|long|often|large|big|old|fast|quickly|soon|far|high|common|accurate|good)"
    r"|(?:what|which) (?:share|percentage|percent|proportion|fraction|number|rate|kinds?|sorts?|types?|time|data|unit))"
    r"(?: \w+){0,4} (?:is|are|was|were|do|does|did|can|could|has|have|will|may) "
    r"(?:there|we|they|you|it|glitter|the|a|an|each|our|your|these|those)\b"
    r"|(?:what|how) about \w"
    r"|(?:has|have) (?:there|we|they|you|it) \w"
    r"|(?:is|are|was|were|do|does|did|can|could|may|will|would|should) (?:there|we|they|you|glitter|these|those|it|this"
    r"|that|the(?! same)|an?|our|your|all|any|each|every|most|\d[\d.,]*%?|bots?|users?|members?|people|accounts?"
    r"|admins?|groups?|advertisers?|reviewers?) \w)",
    re.IGNORECASE,
)
_SHORT = 14
_MY_OWN = re.compile(
    r"\b(?:would|should|must|could) (?:i|we|one)\b|\bdo i\b|\bdo we (?!know|have|get|store|keep|log|see|pay|bill|use)",
    re.IGNORECASE,
)
_OF_ONESELF = re.compile(r"\b(?:would|should|do|did|must|need) (?:i|we|one)\b|\bdoes one\b", re.IGNORECASE)
_OPENERS = frozenset(
    [
        *("before", "start", "begin", "question", "questions", "quick", "few", "two", "three", "couple", "first"),
        *("answer", "ask", "let", "know", "want", "like", "great", "good", "sure", "okay", "interesting", "happy"),
        *("thanks", "thank", "please", "sorry", "you", "ok", "hi", "hello", "thing", "things", "something", "need"),
        *("clarify", "clarification", "clarifying", "understand", "check", "make", "curious", "wonder", "case", "help"),
        *("more", "one", "another", "next", "last", "also", "back", "wait", "hm", "hmm", "um", "well", "right"),
    ]
)
_LONG = 4


def _weighs(sentence: Sentence) -> bool:
    """Whether a sentence says something beyond leading over to a question, however briefly."""
    said = [word for word in words(sentence.text) if word not in _OPENERS]
    if len(said) > _LONG:
        return True
    return bool(set(content_words(sentence.text)) - _OPENERS) and word_of(sentence.text) is None
