"""Whether a sentence says the opposite of what it resembles; word vectors hardly notice a "not"."""

from __future__ import annotations

import re

_SUBJECT = r"(?:i|we|you|one|they|the team)"
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|nothing|neither|nor|nobody|without|cannot|needless|unnecessary|irrelevant|pointless"
    r"|useless|meaningless|waste|skip|ignore|forget|avoid|stop|refuse|reject|false|untrue|wrong|bother"
    r"|hardly|rarely|seldom|scarcely|barely|(?<!\ba )little|unimportant|negligible|neglected|superfluous|redundant"
    r"|dont|doesnt|didnt|wont|wouldnt|shouldnt|couldnt|isnt|arent|cant|wasnt)\b|n['’]t\b",
    re.IGNORECASE,
)
_DISMISSAL = re.compile(
    r"^\W*(?:(?:and|but|so|also|then|first|second|third|finally|please|again|moreover|hence|therefore),? )*(?:"
    rf"{_SUBJECT}(?:['’](?:d|ll))?(?: would| do| will| should| must| can)? (?:not|never)\b"
    rf"|{_SUBJECT} (?:wouldn['’]t|don['’]t|won['’]t|shouldn['’]t|mustn['’]t|needn['’]t|can['’]t|cannot)\b"
    r"|do not|don['’]t|never|no need|there(?: i|['’])s no (?:need|point|reason|use)"
    r"|it(?: i|['’])s (?:not (?:true|necessary|needed|important|worth|useful|the case)|false|wrong|untrue|unnecessary"
    r"|pointless|irrelevant|useless)|it isn['’]t (?:true|necessary|needed|important|worth|useful|the case)"
    r"|avoid|skip|ignore|forget|refuse|stop)",
    re.IGNORECASE,
)
_TO_BE = r"(?:is|are|was|were|be|being|['’]s)"
_DENIAL = re.compile(
    # The main verb is turned round: at most eight words before it, none of which opens a clause of another kind.
    r"^\W*(?!(?:if|when|unless|because|although|though|since|once|while|until)\b)(?:[^\s,;:()]+\s+){0,8}?(?:"
    r"(?:is|are|was|were|does|do|did|would|should|could|can|will|has|have|must|may|might)(?:\s+\w+ly)?\s+not\b"
    r"|[a-z]+n['’]t\b|cannot\b|(?:says|means|proves|shows)\s+nothing\b|(?:is|are)\s+no\b)",
    re.IGNORECASE,
)
_CALLED_WRONG = re.compile(
    rf"\b(?:that|this|it|which|would|to)?\s*{_TO_BE}\s+(?:\w+ly\s+|just\s+|still\s+)?(?:an?\s+|the\s+)?(?:\w+\s+)?"
    r"(?:wrong|false|mistakes?|misconception|misreading|myth|nonsense|error|fallacy|trap|untrue|incorrect)\b"
    rf"|\b{_TO_BE}(?:\s+\w+ly)?(?:\s+not|n['’]t)\s+(?:true|right|correct|the case)\b",
    re.IGNORECASE,
)


def is_negative(sentence: str) -> bool:
    """Whether a sentence has any word that turns something round."""
    return bool(_NEGATION.search(sentence))


def is_dismissal(sentence: str) -> bool:
    """Whether a sentence as a whole denies or refuses, such as "Do not ..." or "There is no need to ..."."""
    return bool(_DISMISSAL.match(sentence))


def is_denial(sentence: str) -> bool:
    """Whether a sentence says that something is not so, such as "It is not ..." or "..., but that is a mistake"."""
    return bool(_DENIAL.match(sentence)) or is_called_wrong(sentence) or is_dismissal(sentence)


def is_called_wrong(sentence: str) -> bool:
    """Whether a sentence calls what it tells wrong, so that it denies also what holds a "not" of its own."""
    return bool(_CALLED_WRONG.search(sentence))
