"""Whether a sentence says the opposite of what it resembles; word vectors hardly notice a "not"."""

from __future__ import annotations

import re

_SUBJECT = r"(?:i|we|you|one|they|the team)"
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|nothing|neither|nor|nobody|without|cannot|needless|unnecessary|irrelevant|pointless"
    r"|useless|meaningless|waste|skip|ignore|forget|avoid|stop|refuse|reject|false|untrue|wrong|bother"
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


def is_negative(sentence: str) -> bool:
    """Whether a sentence has any word that turns something round."""
    return bool(_NEGATION.search(sentence))


def is_dismissal(sentence: str) -> bool:
    """Whether a sentence as a whole denies or refuses, such as "Do not ..." or "There is no need to ..."."""
    return bool(_DISMISSAL.match(sentence))
