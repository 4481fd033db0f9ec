"""What a candidate's line is: a word such as "hint", or something said.

A word is recognised only where it is all that is said, give or take politeness: a line that holds anything else is an
answer, so that no answer is ever taken for a command.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Word(StrEnum):
    """What a candidate can ask for in plain words, or by a button."""

    HINT = "hint"
    SKIP = "skip"
    REPEAT = "repeat"
    PAUSE = "pause"
    RESUME = "resume"
    TIME = "time"
    STOP = "stop"
    UNKNOWN = "i-dont-know"
    DONE = "done"
    WAIT = "wait"
    HELP = "help"


_BEFORE = re.compile(
    r"^(?:(?:ok|okay|so|well|hm+|um+|uh+|er+|sorry|please|hey|hi|hello|right|and|actually|oh|ah|thanks|thank you"
    r"|excuse me|alright|honestly|to be honest|i'm afraid|yes|yeah|i think|just|then)\b[ ,]*)+"
)
_AFTER = re.compile(
    r"(?:[ ,]*\b(?:please|thanks|thank you|sorry|for now|right now|now|then|here|i'm afraid|to be honest|honestly"
    r"|though"
    r"|if (?:that's|it's) (?:ok|okay|all right|alright|possible)|if i may|if you don't mind))+$"
)
_CAN_I = r"(?:(?:can|could|may|might) (?:i|we|you)(?: please)? )"
_LET = (
    r"(?:let's |let us |(?:can|could|may) (?:we|i)(?: please)? |i(?:'d| would) (?:like to|rather|prefer to) "
    r"|i want to )"
)
_THIS = r"(?: (?:it|that|this|this one|that one|this question|that question|the question|this part|the rest|here))?"

_PATTERNS: dict[Word, str] = {
    Word.HINT: rf"(?:{_CAN_I}(?:please )?(?:have|get|give me|ask for) |give me |i(?:'d| would) like |i(?:'ll"
    rf"| will) take "
    r"|i (?:could use|need|want) )?(?:(?:a|the|one|another|some|any|next|more|little|small) )*hints?",
    Word.SKIP: rf"{_LET}?(?:skip|move on|go on to the next(?: one| question| part)?|go to the next(?: one"
    rf"| question| part)?"
    rf"|pass on this(?: one)?){_THIS}|i(?:'ll| will)? pass(?: on (?:this|that)(?: one)?)?|next(?: question| one"
    rf"| part| stage)?",
    Word.REPEAT: rf"(?:{_CAN_I}(?:please )?)?(?:repeat{_THIS}(?: again)?|say (?:it|that"
    rf"|the question)(?: once more| again)?"
    r"|ask (?:it|that|the question)? ?again)|again|once more|come again|pardon(?: me)?"
    r"|what was the question(?: again)?"
    r"|what did you (?:ask|say)(?: again)?|(?:i )?(?:didn't|did not) (?:get|catch) (?:it|that|the question)",
    Word.PAUSE: rf"pause(?: (?:it|this|the interview|the clock))?|{_LET}?(?:take |have |make )?(?:a )?(?:short "
    rf"|quick "
    r"|little |five minute )?(?:pause|break)|i (?:need|have) (?:to (?:take|have) )?(?:a )?(?:short |quick |little )?"
    r"(?:pause|break)|i (?:need|have) to pause|(?:i'll )?be right back|brb|stop the clock",
    Word.RESUME: rf"resume(?: (?:it|the interview|please))?|{_LET}?(?:continue|go on|carry on|keep going|resume)"
    rf"|unpause"
    r"|(?:i'm|i am) back|i'm ready to (?:go on|continue)",
    Word.TIME: r"time(?: check| left)?|how much (?:time|longer)(?: (?:is|do (?:i|we)|have (?:i|we)|left|have|got"
    r"|there"
    r"|remaining|remains))*|how long (?:do (?:i|we) have|have (?:i|we) got|is)(?: left)?|what(?:'s| is) the time"
    r"|how are we (?:doing )?(?:for|on) time|how (?:is|much is) the (?:time|clock)",
    Word.STOP: rf"{_LET}?(?:stop(?: (?:it|this|the interview|this interview|here))?|(?:end|quit|finish|abort)"
    r" (?:it|this|the interview|this interview|here))"
    r"|i (?:need|have) to (?:stop|leave|quit|go)|exit|quit",
    Word.UNKNOWN: r"(?:i )?(?:really |honestly |just |simply |actually )*(?:don't|dont|do not) (?:really "
    r"|actually )?know"
    r"(?: (?:that|this|it|the answer|the answer to (?:that|this)|this one|that one|at all|how|much about (?:it"
    r"|that|this)"
    r"))*|idk|dunno|(?:i(?:'ve| have)(?: got)? )?(?:absolutely )?no (?:idea|clue)|(?:i'm |i am )?(?:really )?not sure"
    r"|i can't (?:answer|say)(?: that| this)?|i (?:haven't|don't have) (?:a clue|an idea|an answer)(?: to that"
    r"| for that)?",
    Word.DONE: r"(?:no )?(?:that's|that is|that was|that would be|that'd be|that will be)(?: about"
    r"| probably)? (?:it|all"
    r"|everything)(?: from (?:me|my side)| for me| i have| i've got)*|(?:i'm|i am) (?:done|finished"
    r"|through)(?: with (?:this"
    r"|that|it)(?: one| part)?)?|(?:no )?nothing (?:else|more|further|to add)(?: to add)?(?: from (?:me|my side))?"
    r"|(?:i have |there are )?no (?:more |further |other )?questions?(?: left| from me| from my side)?|done"
    r"|no more(?: from me)?",
    Word.WAIT: r"(?:let me|give me|i need|i'd like|just|hold on|hang on|one|a|wait)(?: (?:one|a|half a|another"
    r"|a few))?"
    r" (?:moments?|seconds?|minutes?|secs?|bit)(?: (?:to (?:think|read)|for (?:that|this|it)))?|(?:let me|i need to) "
    r"(?:read|think|see)(?: (?:it|this|that|first|about (?:it|this|that)|for a (?:moment|second|minute)))*|got it"
    r"|understood|i see|(?:i'm |i am )?ready|(?:i'm |i am )?(?:still )?thinking|hold on|hang on|noted|good (?:morning"
    r"|afternoon|evening)",
    Word.HELP: r"help(?: me)?(?: out)?|what can i (?:say|do|type)|commands",
}
_WORDS = {word: re.compile(pattern) for word, pattern in _PATTERNS.items()}
_NOTE = re.compile(r"^\s*/?notes?\s*(?::|-|–|—)\s*(?=\S)", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[^\w\s']+")
_LONGEST = 90  # characters; a line that is longer is no word

_AGREES = re.compile(r"\b(?:yes|yeah|right|actually|i think|just|honestly|here|now|then)\b")  # may well be an answer
_TIME_IN_FULL = re.compile(r"how (?:much|long)")


def word_of(text: str) -> Word | None:
    """The word that a line is; none if it is something said."""
    line = text.strip().removeprefix("/")
    if not line or len(line) > _LONGEST or "\n" in line:
        return None
    plain = " ".join(_PUNCTUATION.sub(" ", line.casefold().replace("’", "'")).split())
    if not plain:
        return None
    bare = _bare(plain)
    if not bare:
        return None if _AGREES.search(plain) else Word.WAIT
    for said in (plain, bare):
        for word, pattern in _WORDS.items():
            if pattern.fullmatch(said) and not (word is Word.TIME and said == "time" and line.endswith(".")):
                return word
    return None


def may_be_about_the_case(text: str) -> bool:
    """Whether a question about time might as well ask for a fact, such as "How much time do we have?"."""
    return bool(_TIME_IN_FULL.search(text.casefold()))


def note_of(text: str) -> str | None:
    """The note that a line adds, such as "note: ask about labels"; none if it is no note."""
    found = _NOTE.match(text)
    return text[found.end() :].strip() if found else None


def _bare(plain: str) -> str:
    return _AFTER.sub("", _BEFORE.sub("", plain)).strip()
