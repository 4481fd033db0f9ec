"""What a candidate's line is: a word such as "hint", or something said.

A word is recognised only where it is all that is said, give or take politeness and other words: a line that holds
anything else is an answer, so that no answer is ever taken for a command.
"""

from __future__ import annotations

import re

from bot.core.interviews.plain_words import Word, ways_to_say

__all__ = ["Word", "asks_for_other_words", "command_word", "is_bare_yes_or_no", "is_greeting", "may_be_about_the_case"]
__all__ += ["note_of", "stops_something", "word_of"]

_BEFORE = re.compile(
    r"^(?:(?:ok|okay|so|well|hm+|um+|uh+|er+|sorry(?: about that| for that)?|please|hey|hi|hello|right|and"
    r"|actually|oh|ah"
    r"|thanks|thank you|excuse me|alright|honestly|to be honest|frankly|i'm afraid|yes|yeah|i think|i guess|just|then"
    r"|but|maybe|perhaps|great|cool|sure|in that case|unfortunately)\b[ ,]*)+"
)
_AFTER = re.compile(
    r"(?:[ ,]*\b(?:please|pls|thanks|thank you|sorry|for now|right now|now|then|here|i'm afraid"
    r"|to be honest|honestly|too"
    r"|though|first|quickly|by the way|with you"
    r"|if (?:that's|it's) (?:ok|okay|all right|alright|possible)|if i may|if you don't mind))+$"
)
_BREAK = re.compile(r"[.,!?;:…—–()]+|\s-\s|\b(?:and|but)\b")
_NOTE = re.compile(r"^\s*/?notes?\s*(?::|-|–|—)\s*(?=\S)", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[^\w\s':]+")
_LONGEST = 120  # characters; a line that is longer is no word
_DROWNED = frozenset({Word.WAIT, Word.DONE, Word.UNKNOWN})

_AGREES = re.compile(
    r"\b(?:yes|yeah|no|right|actually|i think|i guess|just|honestly|here|now|then|first|maybe|perhaps)\b"
)
_YES_OR_NO = re.compile(
    r"\W*(?:yes|no|yeah|yep|nope|nah|yes please|no thanks|no thank you|exactly|indeed|correct|right|true|agreed|i agree"
    r"|maybe|perhaps|probably|of course not|not really|kind of|sort of|i think so|i guess so|i don't think so)\W*",
    re.IGNORECASE,
)
_GREETS = re.compile(
    r"\W*(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)"
    r"|(?:very )?(?:nice|pleased|glad|good|great) to (?:meet|see) you)\b",
    re.IGNORECASE,
)
_TIME_IN_FULL = re.compile(r"how (?:much|long)")
_OTHER_WORDS = re.compile(
    r"\b(?:rephrase|reword|clarify|explain|elaborate|paraphrase|differently|other words|what (?:do"
    r"|did) you mean|understand"
    r"|more specific|clearer|confused|(?:don't|didn't) (?:really )?get|what (?:you're|you are) asking|meaning)\b"
)
_BRIEFLY = re.compile(r"\b(?:sec|second|moment|minute|min)s?\b")
_STOPS_SOMETHING = re.compile(
    r"\W*(?:(?:then|so|well|ok|okay|just|i(?:'d| would)|we|let's)\W+)*"
    r"(?:stop|end|quit|finish|abort|cancel|terminate|close) (?:it|that|this)(?: one)?\W*",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"\s*(?:/?(?:greenroom +)?(?:mock|interview)s?|/greenroom)\b *(.*)", re.IGNORECASE)
_SLASHED = re.compile(r"\s*/[a-z][a-z-]*(?: [^/]*)?\s*", re.IGNORECASE)


def word_of(text: str) -> Word | None:
    """The word that a line is; none if it is something said."""
    line = text.strip().removeprefix("/")
    if not line or len(line) > _LONGEST or "\n" in line:
        return None
    plain = line.casefold().replace("’", "'")
    whole = _plain(plain)
    if not whole:
        return Word.WAIT if any(ord(character) > 0x2600 for character in line) else None
    return _word_in(whole, line) or _among_clauses(plain, line)


def command_word(text: str) -> Word | None:
    """What somebody wants who types a command where none is needed, such as "mock hint" or "/leaderboard"."""
    found = _COMMAND.fullmatch(text)
    if found is not None and len(found[1].split()) < 2:
        return word_of(found[1]) or Word.HELP
    return Word.HELP if _SLASHED.fullmatch(text) or text.strip() in {"?", "/"} else None


def is_bare_yes_or_no(text: str) -> bool:
    """Whether all that is said is "yes" or "no", which leaves everything open."""
    return bool(_YES_OR_NO.fullmatch(text.replace("’", "'")))


def may_be_about_the_case(text: str) -> bool:
    """Whether a question about time might as well ask for a fact, such as "How much time do we have?"."""
    return bool(_TIME_IN_FULL.search(text.casefold()))


def stops_something(text: str) -> bool:
    """Whether what is to be stopped may be something in the case, as in "Stop it." about a test."""
    return bool(_STOPS_SOMETHING.fullmatch(text.replace("’", "'")))


def is_greeting(text: str) -> bool:
    """Whether something that is said begins with a greeting."""
    return bool(_GREETS.match(text))


def asks_for_other_words(text: str) -> bool:
    """Whether somebody who wants a question repeated did not understand it, rather than not hear it."""
    return bool(_OTHER_WORDS.search(text.casefold().replace("’", "'")))


def note_of(text: str) -> str | None:
    """The note that a line adds, such as "note: ask about labels"; none if it is no note."""
    found = _NOTE.match(text)
    return text[found.end() :].strip() if found else None


def _among_clauses(plain: str, line: str) -> Word | None:
    """The weightiest of the words that a line's clauses are; none where one of them is no word."""
    clauses = [clause for piece in _BREAK.split(plain) if (clause := _plain(piece))]
    if len(clauses) < 2:
        return None
    words = [
        _word_in(clause, line) or (Word.WAIT if not _bare(clause) or is_bare_yes_or_no(clause) else None)
        for clause in clauses
    ]
    if None in words:
        return None
    return next(word for word in ways_to_say() if word in words)


def _word_in(plain: str, line: str) -> Word | None:
    bare = _bare(plain)
    if not bare:
        return None if _AGREES.search(plain) else Word.WAIT
    for said in dict.fromkeys((plain, _AFTER.sub("", plain).strip(), bare)):
        for word, pattern in ways_to_say().items():
            if pattern.fullmatch(said):
                return None if _is_something_else(word, said, line) else word
    return None


def _is_something_else(word: Word, said: str, line: str) -> bool:
    """Whether how a line ends makes it an answer ("Time.") or seeks agreement ("Makes sense?")."""
    if word is Word.TIME:
        return said == "time" and line.endswith(".")
    return word is Word.WAIT and line.endswith("?") and len(said.split()) <= 2 and not _BRIEFLY.search(said)


def _plain(text: str) -> str:
    return " ".join(_PUNCTUATION.sub(" ", text).split())


def _bare(plain: str) -> str:
    return _AFTER.sub("", _BEFORE.sub("", plain)).strip()
