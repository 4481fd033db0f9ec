"""What leads away from the case: pay, the weather, "what would you do?", complaints, other languages.

None of it is an answer or a question about the case. What it gets is kind, true and short, and nothing of it counts.
"""

from __future__ import annotations

import re
from enum import StrEnum

from bot.core.grading.text import sentences, words
from bot.core.interviews.floor import Floor, Step
from bot.core.interviews.listening import word_of
from bot.core.interviews.plan import StageKind
from bot.core.interviews.state import TurnKind
from bot.core.wording import say


class OffCase(StrEnum):
    """Where it leads."""

    TERMS = "terms"
    WHO = "who"
    ELSEWHERE = "elsewhere"
    TURNED = "turned"
    SAID = "said-before"
    BARE = "bare"
    EXAMPLE = "example"
    MORE = "more-facts"
    STRAIN = "strain"
    COMPLAINT = "complaint"
    REFUSAL = "refusal"
    LANGUAGE = "language"


_LEAD = re.compile(
    r"^\W*(?:(?:so|and|but|ok|okay|well|sorry|hm+|um+|then|just|quick question|by the way|btw|one question"
    r"|before (?:i|we) (?:start|begin)|please|oh|also|now|alright|actually|honestly|no|hey|hi|man|dude)\b[ ,:;–-]*)+",
    re.IGNORECASE,
)
_JOB = (
    r"(?:pay|salary|salaries|wage|compensation|bonus(?:es)?|benefits|perks|equity|stock options|vacation(?: days)?"
    r"|holidays|working hours|contract|start(?:ing)? date|visa|home office|remote (?:work|policy)|dress code)"
)
_LANGUAGES = r"(?:german|deutsch|french|fran[çc]ais|spanish|espa[ñn]ol|italian|portuguese|russian|chinese|hindi)"
_GRUMBLES = (
    r"(?:stupid|dumb|silly|ridiculous|unfair|pointless|boring|annoying|nonsense|useless|a waste of (?:my )?time)"
)
_ELSEWHERE = (
    r"(?:the )?(?:weather|football|soccer|basketball|baseball|sports?|movies|films|music|politics|food|lunch|dinner"
    r"|games|books|cars|dogs|cats|holidays|you|yourself|me|myself|life"
    r"|my (?:day|week|weekend|life|holidays?|hobbies|kids|cv))"
)

_SORTS = {
    OffCase.TERMS: rf"""
(?:is|are) (?:the |your |that )?{_JOB} (?:negotiable|good|any good|fixed|flexible|included|open)
(?:what|how)(?:'s| is| are| about| would be)? (?:the |my |your )?{_JOB}(?: like| for this (?:job|role|position))?
how (?:much|well)(?: \w+){{0,3}} (?:pay|earn|paid|make here)(?: \w+){{0,3}}
(?:is|do) (?:it|the job|this job|you)(?: \w+){{0,2}} (?:remote|hybrid|full[- ]time|part[- ]time|from home)\
(?: \w+){{0,2}}
when (?:do|will|would|can) i (?:hear|get)(?: \w+)? (?:back|an answer|a decision|the result)(?: \w+){{0,3}}
(?:is|are) (?:the|this) (?:job|role|position)s? still (?:open|available|free)|what(?:'s| are) the next steps?
""",
    OffCase.WHO: r"""
who else (?:will|do|am|would|is)(?: \w+){1,6}|(?:will|do|am) i (?:talk|speak|meet|meeting|going to meet) (?:to )?\
(?:anyone|anybody|someone|somebody|others?)(?: else)?
""",
    OffCase.ELSEWHERE: rf"""
(?:what|how)(?:'s| is) (?:the |your )?weather(?: like)?(?: (?:where you are|there|today|over there|in \w+))?
(?:can|could|may|shall) we (?:talk|speak|chat) about (?:something|anything) else(?: \w+){{0,2}}
(?:(?:can|could|may|shall) we|let's|lets|let us) (?:talk|speak|chat) about {_ELSEWHERE}(?: instead)?
(?:let's|lets|let us) (?:talk|speak|chat) about something else
(?:can|could|may|shall|let) (?:we|us|me) change the (?:subject|topic)|(?:let's|lets) change the (?:subject|topic)
what(?:'s| is| are) your (?:favou?rite|hobby|hobbies)(?: \w+){{0,4}}|do you (?:like|watch|play) (?:football|soccer\
|sports?|movies|films|music|dogs|cats|pizza|chess)
tell me (?:a|your) (?:story|poem)|(?:tell|say)(?: me)? a joke
where (?:are|do) you (?:from|live|based|sit|right now)(?: \w+){{0,2}}
do you have (?:kids|children|a family|a dog|a cat|pets)|are you (?:single|married)|how old are you
what (?:do|did) you think (?:about|of) {_ELSEWHERE}|did you (?:see|watch|catch|hear about) the (?:game|match|news|film\
|movie|show|race|fight)(?: \w+){{0,3}}
who(?:'s going to|'ll| will| is going to| do you think will) win (?:the |this )?(?:\w+ )?(?:election|game|match|cup\
|league|race|title|world cup)s?(?: \w+){{0,2}}
what did you (?:have|eat|do) (?:for (?:lunch|breakfast|dinner)|today|(?:at|on|last) (?:the )?weekend|yesterday)
""",
    OffCase.TURNED: r"""
what would you (?:do|say|choose|suggest|recommend|pick)(?: (?:here|about yourself|about that|first|instead|now\
|in my (?:place|position|shoes)|if you were me|then))*
how would you (?:do|approach|solve|tackle|start|begin|go about)(?: (?:it|this|that|here))*
how would you (?:personally |yourself )?(?:do|approach|solve|tackle|start|begin|go about|find|detect|measure|build\
|compute|estimate|handle|choose|test|model|fix)\b[^.,;:!?]*
do (?:the|that|this) (?:math|maths|sums?|calculations?|arithmetic)(?: for me)?
(?:can|could|would|will) you (?:please )?(?:do|calculate|compute) (?:the |that |this )?(?:math|maths|sums?\
|calculations?|arithmetic)?(?: for me)?
(?:you tell me|tell me you|your turn|you first|you do it|you start|do it for me)
what (?:do|did) you think(?: (?:i should (?:do|say|answer)|is (?:the )?(?:best|right|most important)(?: \w+){0,2}))
(?:can|could|would|will) you (?:please )?(?:do|solve|answer|write|start|calculate|compute) (?:it|this|that)\
(?: for me| first)?
what(?:'s| is) your (?:own )?(?:opinion|view|take|answer)(?: (?:on|about) (?:it|this|that))?
""",
    OffCase.SAID: r"""
i(?:'ve| have)? (?:already |just )+(?:said|told you|answered|mentioned|explained|covered)(?: (?:that|this|it|so\
|the question|your question|everything|all that))*(?: (?:already|before|above|twice))?
i(?:'ve| have)? (?:said|told you|answered|mentioned|explained|covered) (?:that|this|it|so)(?: (?:already|before|above\
|twice|just now))|(?:as i said|see above|(?:the )?same(?: thing| answer)? as (?:above\
|before|earlier|last time)|see my (?:last|first|previous) answer)
""",
    OffCase.BARE: r"""
nothing (?:special|in particular|much|really)|not(?:hing)? much(?: really)?
(?:yes|yeah|yep|yup|just|exactly)[ ,]+(?:that|this)(?: one)?
""",
    OffCase.EXAMPLE: r"""
(?:(?:can|could|would|will) you (?:please )?|please )?(?:give|show|tell|name) (?:me )?(?:an|one|some) examples?\
(?: (?:of (?:that|this|it|one|what you mean)|here|please|first))*
(?:do you have|is there|what(?:'s| is| would be)) an example(?: (?:of (?:that|this|it|one)|for (?:me|that|this|it)))?
(?:an |another )?example|(?:like|such as) what(?: for (?:example|instance))?
""",
    OffCase.MORE: r"""
(?:(?:i|we)(?:'d| would)? (?:need|like|want|require) |(?:can|could|may) (?:i|we) (?:have|get) |give me |is there )?\
(?:some |any |a bit |a little )?(?:more|further|additional) (?:info|information|details?|data|context|facts|background)\
(?: (?:on|about) (?:this|that|it|the case))?
(?:(?:can|could|would) you )?tell me more(?: (?:about (?:this|that|it|the case)))?
""",
    OffCase.STRAIN: r"""
(?:i'm|i am|i feel|i get|i'm feeling)(?: (?:just|a|little|bit|so|very|really|quite|pretty|kind|of|rather|always\
|completely|totally|super))* (?:nervous|anxious|stressed|overwhelmed|intimidated|scared|shaky|panicking\
|tired|sleepy)(?: (?:today|now|right now|about (?:this|that)|by (?:this|that|all (?:this|that))|to be honest|too))*
(?:this is|it's|it is) my (?:very )?first (?:\w+ )?(?:interview|time)(?: (?:ever|here\
|doing (?:this|that|one)|in (?:a while|years)|like this))*
(?:this|that|it)(?:'s| is|s)(?: (?:just|so|too|very|really|quite|pretty|fucking|damn|bloody|super|a|bit|little))*\
 (?:hard|difficult|tough|tricky|complicated|overwhelming|stressful|much for me)(?: for me| stuff| one)?
my (?:head|brain) is (?:empty|spinning|fried)
""",
    OffCase.COMPLAINT: rf"""
(?:that|this|it)(?:'s| is| was)(?: just)? (?:not|no|hardly) (?:really )?(?:an |a |much of an? )?(?:answer|help|helpful)
you(?:'ve| have)?(?: just| still| really)? (?:never|don't|do not|didn't|did not|haven't|won't)(?: really| even)?\
 (?:answer|answered)(?: me| any of)?(?: my)?(?: questions?)?
(?:wtf|what the (?:hell|heck|fuck)|omg|ffs|jesus|for fuck's sake|oh my god)(?: (?:is|was|are) (?:this|that|you)\
(?: \w+){{0,2}})?
(?:fuck|screw|damn|f\*+(?:ck)?)(?: (?:you|off|this|that|it|u))*|shut up|go to hell
(?:you(?:'re| are) (?:an? )?)?(?:fucking |complete |total |such an? )?(?:idiot|moron|asshole|jerk\
|(?:useless|stupid) (?:bot|machine|thing|program))
you(?:'re| are) (?:an? )?(?:fucking |complete |completely |total |totally |such an? )?(?:joke|useless|stupid)
(?:you(?:'ve| have)? )?(?:already|just) asked(?: me)? (?:that|this|it)(?: already| before)*|you asked(?: me)? (?:that\
|this|it) (?:already|before|twice)|(?:you(?:'re| are)|stop) (?:just )?repeating (?:yourself|the same(?: \w+)?)
why (?:are|do|did|don't) you (?:ignore|ignoring|interrupt|interrupting|keep|not)\b.{{0,60}}|you(?:'re| are) (?:not \
|just )*(?:listening|ignoring me|annoying|rude|wasting my time|no help|unhelpful|useless|boring)(?: to me)?
(?:did|do|have|are) you (?:even |actually |really )+(?:read|listen|listening|hear|understand|understood)\b.{{0,40}}
i (?:don't|do not|didn't) like (?:your|this|that|the) (?:\w+ )?(?:hint|question|questions|tone|interview|case|way)\
(?: \w+){{0,3}}
(?:that|this|your|the) ?(?:hint|question|interview|case|'s|is|was|hint is|question is|hint was)?(?: (?:is|was|are))?\
(?: such)?(?: a| an)?(?: very| so| really| just| pretty| kind of| totally)* ?{_GRUMBLES}\
(?: (?:question|hint|interview))?
(?:your|these|this|that|the) questions? (?:makes?|make|made) no sense|(?:that|this) (?:doesn't|does not|didn't) help\
(?: me)?(?: (?:at all|much))?|this is getting (?:old|{_GRUMBLES}|tiring\
|tiresome|tedious|frustrating|repetitive|absurd|weird|nowhere|too much|on my nerves)
""",
    OffCase.REFUSAL: r"""
i(?:'m| am) not (?:going to|gonna|willing to) (?:answer|say|do|discuss|talk about) (?:that|this|it)(?: \w+){0,2}
i(?: won't| will not| refuse to| don't want to| do not want to| prefer not to|(?:'d| would) (?:rather|prefer) not\
(?: to)?) (?:answer|say|do|discuss|talk about)(?: (?:that|this|it|any of (?:that|this)))?|no comment
""",
    OffCase.LANGUAGE: rf"""
(?:can|could|may|shall|would|do) (?:i|we|you)(?: please| also)? (?:do|answer|speak|talk|continue|switch|write|go on\
|have|hold|use|understand|reply|respond)\b(?: \w+){{0,4}} (?:in |to )?{_LANGUAGES}(?: \w+){{0,2}}
(?:auf|en|em|in) {_LANGUAGES}(?: (?:bitte|por favor|s'il vous plaît|please))?
(?:is|would) {_LANGUAGES}(?: be)? (?:ok|okay|fine|possible|allowed|all right)(?: \w+){{0,3}}|in {_LANGUAGES} please
""",
}


def _compiled(lines: str) -> re.Pattern[str]:
    return re.compile("|".join(lines.replace("\\\n", "").strip().splitlines()), re.IGNORECASE)


_PATTERNS = {sort: _compiled(lines) for sort, lines in _SORTS.items()}
_TAIL = re.compile(
    r"(?:[ ,]*\b(?:please|though|actually|honestly|really|sorry|now|today|anyway|by the way|btw|man|dude))*[\W_]*$",
    re.IGNORECASE,
)

# Words that hardly an English sentence has, and that hardly a sentence of theirs does without.
_FOREIGN = frozenset(
    [
        *("ich", "und", "der", "das", "ist", "nicht", "ein", "eine", "einen", "mit", "für", "wir", "von", "auf", "zu"),
        *("auch", "wie", "sich", "dem", "den", "aber", "oder", "würde", "habe", "wäre", "kann", "bei", "mein", "sind"),
        *("je", "et", "les", "est", "une", "des", "dans", "avec", "nous", "pour", "vous", "mais", "qui", "sur", "pas"),
        *("yo", "los", "una", "que", "para", "con", "por", "pero", "como", "las", "del", "es", "muy", "nuestro"),
        *("io", "il", "che", "sono", "della", "anche", "uma", "não", "com", "os", "mais", "eu", "het", "een", "ik"),
    ]
)
_ENGLISH = frozenset(("the", "and", "of", "is", "it", "that", "would", "with", "for", "i", "i'd", "this", "are", "you"))
_FEWEST = 4


def off_case(text: str) -> OffCase | None:
    """Where something that is said leads, if all of it leads away from the case."""
    plain = text.replace("’", "'")
    found = [_sort_of(sentence.text) for sentence in sentences(plain) if word_of(sentence.text) is None]
    if found and all(found):
        return found[0]
    asks = plain.rstrip().endswith(("?", "？"))
    return OffCase.LANGUAGE if asks and ("¿" in plain or is_foreign(plain)) else None


def _sort_of(sentence: str) -> OffCase | None:
    whole = _TAIL.sub("", sentence.strip())
    forms = (whole, _LEAD.sub("", whole))
    return next((sort for sort, pattern in _PATTERNS.items() if any(map(pattern.fullmatch, forms))), None)


def is_foreign(text: str) -> bool:
    """Whether a text is, to all appearance, in another language than English."""
    letters = [character for character in text if character.isalpha()]
    if letters and sum(ord(letter) > 0x36F for letter in letters) > len(letters) / 2:
        return True
    said = [word.casefold() for word in words(text)]
    foreign, english = (sum(word in known for word in said) for known in (_FOREIGN, _ENGLISH))
    return len(said) >= _FEWEST and foreign >= max(2, len(said) / 5) and foreign > 3 * english


def met(floor: Floor, text: str) -> Step | None:
    """What the interviewer says to something that leads away from the case; none if it does not.

    An answer in another language is kept, and the first time it is said which one is read here.
    """
    if floor.part.asks_back:
        return None
    sort = off_case(text)
    if sort is not None:
        floor.hear(TurnKind.QUESTION, text)
        floor.say(TurnKind.REMARK, _reply(floor, sort))
        return floor.step()
    if not is_foreign(text) or any(turn.about == _TOLD for turn in floor.session.turns):
        return None
    floor.hear(TurnKind.ANSWER, text)
    floor.change_stage(answers=(*floor.session.open_stage.answers, text))
    floor.say(TurnKind.REMARK, say("interview.off.language.answer"), about=_TOLD)
    return floor.step()


_TOLD = "language"


def _reply(floor: Floor, sort: OffCase) -> str:
    if sort is OffCase.TERMS:
        later = any(part.stage.kind is StageKind.CANDIDATE_QUESTIONS for part in floor.script.parts)
        return say("interview.off.terms" if later else "interview.off.terms.never")
    if sort is OffCase.WHO:
        place = [part.id for part in floor.script.parts].index(floor.part.id)
        here = floor.part.persona.name
        names = dict.fromkeys(part.persona.name for part in floor.script.parts[place:] if part.persona.name != here)
        return say("interview.off.who", names=", ".join(names)) if names else say("interview.off.who.nobody")
    return say(f"interview.off.{sort.value}")
