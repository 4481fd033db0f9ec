"""How candidates say the words of an interview: one alternative a line, each of them all that a clause may hold.

Clauses come in lower case, without punctuation and mostly without politeness; see `listening`. What stands in angle
brackets is explained in `_SHORT`; a line that ends in a backslash goes on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache


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


_SHORT = {
    "can": r"(?:(?:can|could|may|might|would|will|shall) (?:i|we|you) (?:please |just |maybe |perhaps |kindly )*)",
    "like": (
        r"(?:i(?:'d| would)? (?:really )?(?:like|love|want|prefer|need|have)(?: to)? |i(?:'d| would) rather |i wanna )"
    ),
    "lets": (
        r"(?:(?:maybe |perhaps )?(?:let's|lets|let us|(?:can|could|may|shall) (?:we|i)|we (?:can|could|should|may))"
        r" (?:please |just |maybe |perhaps |better )*|<like>)"
    ),
    "this": (
        r"(?: (?:it|that|this|here|the (?:question|rest|part|interview)|(?:this|that)"
        r" (?:one|question|part|interview|topic)))"
    ),
    "short": r"(?:(?:a|the|one|another|some|any|next|more|little|small|tiny|quick|short|brief|bio|coffee) )*",
    "while": r"(?: for (?:<span>|a while)| for now)",
    "span": (
        r"(?:(?:a|one|two|three|five|ten|a few|half a|another|\d+) )?(?:moments?|seconds?|secs?|minutes?|mins?|bit)"
    ),
}

_HINT = r"""
<short>(?:hints?|clues?|nudge|tips?)(?: pls)?
(?:<can>(?:have|get|give me|ask for|receive|give to me)|give (?:to )?me|i(?:'ll| will) take|<like>(?:get|have)?\
|i could use|is there|got)(?: )?<short>(?:hints?|clues?|nudge|tip)
(?:do you|you) have <short>(?:hint|clue|tip)s?(?: for me)?|(?:are|is) there <short>hints?
<short>(?:hint|clue|nudge) (?:would|might|could) (?:help|be (?:nice|great|good|helpful|useful|appreciated))(?: me)?
(?:i'm|i am|i got|i feel) (?:a (?:bit|little) |completely |totally |kind of |really )?(?:stuck|lost)(?: here| now\
| with this)*
<can>(?:help me(?: out)?|nudge me|point me in the right direction|give me a starting point)(?: a bit| here| with \
(?:this|that))*
(?:(?:einen? )?(?:hinweis|tipp)|(?:una )?pista|(?:un )?indice)(?: bitte| por favor)?
(?:i could use|<like>) ?(?:some |a bit of |a little )?help(?: here| with this)?
"""
_SKIP = r"""
i(?:'d| would) (?:rather|prefer) not(?: to)? (?:answer|say|talk about|discuss)<this>
i (?:don't|do not) want to (?:answer|talk about|discuss)<this>
(?:<lets>)?(?:skip|pass|leave|drop)(?: on)?<this>(?: out)?|(?:<lets>)?(?:skip|pass)
(?:<lets>)?(?:move on|go on|go|jump|proceed|continue)(?: on)? (?:to|with) the next(?: one| question| part| topic\
| stage)?
(?:<lets>)?move on|<lets>(?:come|go|get) back to <this>(?: later)?
<lets>(?:come|get) back to (?:it|that|this(?: one)?) later
(?:n(?:ä|ae)chste frage|weiter|(?:la )?siguiente(?: pregunta)?|(?:question )?suivante)(?: bitte| por favor)?
i(?:'ll| will)? pass(?: on (?:this|that)(?: one)?)?|next(?: question| one| part| stage| topic)?
"""
_REPEAT = r"""
(?:<can>)?repeat(?:<this>)?(?: again)?|<like>(?:to )?hear<this> again
(?:<can>)?(?:say|ask)(?: me)?(?:<this>| what)?(?: again| once more| one more time)+
(?:<can>)?(?:speak|talk|go|say it) (?:a (?:bit|little) )?(?:more )?slow(?:er|ly)(?: <this>)?
(?:noch ?(?:ein)?mal|(?:bitte )?wiederholen|repite|repita|otra vez|r[eé]p[eé]tez)(?: bitte| por favor)?
again|once more|one more time|come again|pardon(?: me)?|sorry|what|what was<this>(?: again)?
what(?:'s| is|'re) the (?:current )?question(?: again)?
what did you (?:just )?(?:ask|say)(?: me)?(?: again)?|which (?:is |was )?(?:the )?question(?: do you mean)?
i (?:didn't|did not|don't|do not|couldn't) (?:really |quite |fully )?(?:get|catch|hear|understand|follow|see)\
(?:<this>| you| what you (?:mean|ask|asked|want))?
i(?:'m| am)? (?:missed|forgot|lost)(?:<this>| track)
i(?:'m| am)? (?:not sure|unsure) (?:that )?i (?:understand|understood|get|got|follow)(?:<this>| you)?
i(?:'m| am) not sure what (?:you(?:'re| are) asking|you mean|the question is)
i(?:'m| am) (?:a bit )?confused(?: by<this>)?
(?:<can>)?(?:remind me(?: of| what)?|show me|tell me|give me)<this>(?: was| is)?(?: again| once more)?
(?:<can>)?(?:rephrase|reword|clarify|explain|elaborate|paraphrase|be (?:more specific|clearer)\
|put<this> differently|say<this> (?:differently|in other words))(?:<this>| what you mean)?(?: a bit| a little)?\
(?: please| more)?
what (?:do|did) you mean(?: by<this>| exactly)*|meaning|what exactly (?:are you asking|do you mean|is the question)
i need <this> again
"""
_PAUSE = r"""
(?:<lets>)?(?:pause|stop the clock|hold the clock)(?:<this>)?(?:<while>)?
<can>(?:pause|stop the clock)(?:<this>)?(?:<while>)?
(?:<lets>|<can>|i(?:'ll| will) )?(?:need |take |have |make )<short>(?:pause|break|rest)(?:<while>)?
(?:<lets>|<can>)?(?:a )?(?:quick |short |little |bio |coffee )?(?:pause|break)(?:<while>)?
(?:<lets>)?take (?:five|ten)
(?:i'll |i will |will |gotta )?(?:be )?(?:right back|rb)
(?:brb|bbl)(?: \w+){0,5}|afk(?: (?:for|till|until|brb|sorry|back)(?: \w+){0,4})?
i(?:'ll| will)? (?:be )?back in (?:a )?<span>|back in (?:a )?<span>
(?:someone|somebody|the delivery|the postman|the kid|the dog|my \w+)(?:'s| is) (?:at the door|here|crying|barking\
|calling)
(?:the|my) (?:phone|door ?bell|bell)(?:'s| is)? (?:is )?ring(?:ing|s)|phone(?: is)? ringing|(?:the )?doorbell
<like>(?:to )?(?:get|grab|fetch) (?:some|a glass of|a) \w+
<can>(?:get|grab|fetch|have)(?: me| myself)? (?:some |a (?:glass|cup|bottle|sip) of |a )(?:water|coffee|tea|drink\
|snack|pen|charger)
i (?:need|have) to (?:step away|step out|take this call|answer (?:the door|the phone|this call))(?:<while>)?
"""
_RESUME = r"""
resume(?:<this>)?|unpause(?:<this>)?
(?:<lets>|<can>)?(?:continue|go on|carry on|keep going|resume|pick it up again)(?:<this>)?
(?:i'm |i am |and i'm |we're )?(?:back|here)(?: again| now)*|i(?:'m| am) (?:back )?ready to (?:go on|continue|resume)
ready to (?:go on|continue|resume)
where (?:were|are|did) we(?: stop| leave off)?|i(?:'m| have|'ve) (?:returned|come back)
"""
_TIME = r"""
how (?:much|many) times? (?:i|we|it|is|do i|have i|rests?|remains?|left|still|have|there)+(?: (?:i|we|have|is|left\
|still|remaining|rest))*
time(?: check| left| remaining)?|(?:the )?remaining time
how much (?:time|longer)(?: (?:is|do (?:i|we)|have (?:i|we)|left|have|got|there|still|remaining|remains|for this\
|part))*
how long (?:will|does|is) (?:this|it|the interview|all this)(?: going to)? (?:take|last|go on)
how long (?:do (?:i|we) (?:still )?have|have (?:i|we) got|is|is (?:this|the) (?:part|interview|question)|for \
(?:this|this part))(?: left)?
what(?:'s| is) the time|what time is it|how (?:are we|am i) (?:doing )?(?:for|on|with) (?:the )?time
how (?:is|much is) the (?:time|clock)
(?:am i|are we) (?:running )?(?:out of|short (?:of|on)|low on|over) time
(?:do|have) (?:i|we) (?:still )?(?:have|got) (?:any |some |enough |more )*time(?: left)?
is there (?:any |still |some |enough )*time(?: left)?
how many (?:minutes|mins)(?: (?:are|do|have|i|we|left|there|got|remaining|remain))*
<like>(?:to )?know how much time (?:is left|i have(?: left)?)|time is left
"""
_STOP = r"""
(?:<lets>)?(?:please )?stop(?:<this>| now)*
(?:<lets>)?(?:end|quit|finish|abort|cancel|terminate|close)(?:<this>| interview| now)+|leave the interview
(?:<lets>|<can>)(?:end|quit|finish|abort|wrap up|stop)(?:<this>)?
<like>(?:to )?(?:be )?(?:out|quit|stop|finish|end)(?:<this>)?|(?:<lets>)?call it (?:a day|quits)
(?:<lets>)?wrap(?:<this>)? up
(?:stop|end|quit|exit|cancel) interview|i (?:need|have|got|must|gotta) ?(?:to )?(?:stop|leave|quit|go|run)(?: now)?
i must (?:go|leave|stop)|exit|quit|q|:q|(?:good ?)?bye(?: bye)?|i quit|h(?:ö|oe)r(?:en sie)? (?:bitte )?auf|aufh(?:ö\
|oe)ren|stopp|basta
i(?:'m| am) (?:leaving|quitting|out|out of here)
i (?:don't|do not) (?:want|wish) to (?:continue|go on|do this)(?: any ?more| any longer)?
(?:that's )?enough for (?:today|now|me)|i(?:'ve| have) had enough
"""
_UNKNOWN = r"""
i (?:don't|do not|can't|cannot)(?: really)? (?:have|think of|find) (?:an?|any|a good|such an?) (?:example|case\
|situation|story|answer)(?: for (?:that|this|it)| of (?:that|this)| right now| to (?:that|this))*
(?:i )?(?:really |honestly |just |simply |actually )*(?:don't|dont|do not) (?:really |actually )?know(?: (?:that\
|this|it|the answer|the answer to (?:that|this)|this one|that one|at all|how|much about (?:it|that|this)|what to \
(?:say|do|answer)|where to (?:start|begin)))*
idk|dunno|(?:i(?:'ve| have)(?: got)? )?(?:absolutely |really )*no (?:idea|clue)(?: (?:about (?:that|this)|here))?
(?:i'm |i am )?(?:really |just |honestly )*(?:not sure|unsure)(?: (?:about (?:that|this|it)|here|how to answer\
(?: that| this)?|at all))*
i (?:can't|cannot|couldn't) (?:answer|say|tell)(?: that| this| you)*
i (?:haven't|have not|don't have|do not have) (?:a clue|an idea|any idea|an answer|anything)(?: to that| for that\
| here)?
not a clue
(?:i )?(?:can't|cannot|couldn't) think of (?:anything|any|one|something)(?: else| more| right now)*
nothing (?:else )?(?:comes to (?:my )?mind|occurs to me)(?: right now)?
(?:i'm |i am )?blanking(?: out)?(?: on (?:this|that))?|(?:i'm |i am )?drawing a blank
my mind(?:'s| is| went| has gone) blank
i(?:'ve| have)? never (?:done|heard of|seen|used|tried|had|worked with|worked on|come across) (?:it|that|this\
|such a (?:thing|case)|one|anything like (?:it|that|this))(?: before)?
beats me|(?:i )?(?:wouldn't|would not) know|i (?:don't|do not|can't) (?:remember|recall)(?: (?:that|it|this|one))?
(?:i(?:'m| am) )?(?:completely |totally )?blank|i(?:'m| am) (?:just |really |so |just so |very )*(?:bad|terrible\
|hopeless|useless|awful|no good|not good) at (?:this|that|it|interviews|these things)
(?:i )?(?:really |honestly |just )*(?:don't|dont|do not) know (?:what else|anything (?:else|more))(?: to (?:say|add))?
ich wei(?:ß|ss) (?:es |das )?nicht|wei(?:ß|ss) (?:ich )?nicht|keine ahnung|no (?:lo )?s[eé]|ni idea|je ne sais pas
i know not|i (?:not|no) know(?: (?:this|it|that))?|i (?:no|not|don't) have (?:any )?idea
i(?:'m| am) not knowing(?: (?:this|it|that))?|no answer|i give up|i(?:'m| am) clueless
"""
_DONE = r"""
(?:it |that |this )?(?:is|'s|it's|that's) (?:enough|sufficient|complete)(?: for me| from me| i think)?|enough|finish
i (?:have )?finish(?:ed)?
(?:(?:no|nope|nah) )?(?:that's|thats|that is|that was|that would be|that'd be|that will be|this is|it's\
|this was)(?: about\
| probably| basically| pretty much)* (?:it|all|everything|my answer|the answer)(?: (?:from (?:me|my (?:side|part\
|end))|for me|on my side|(?:that )?i (?:have|had|got|know|can think of|wanted to say|can say)|i've got|then|to \
(?:that|this)|so far))*
(?:i'm|i am) (?:done|finished|through)(?: with (?:this|that|it|my answer|the answer)(?: one| part| question)?)?|done
i (?:already |just )?(?:said|told you)(?: already)?(?: that)? (?:that's|that is|that was|it's|i'm|i am) (?:it|all\
|enough|everything|done|finished)
finished|no more(?: from me)?|i(?:'ve| have) (?:said|covered) (?:it all|everything|all(?: i (?:have|can))?)
i (?:think i(?:'ve| have)? )?covered (?:everything|all)
(?:no )?nothing (?:else|more|further|to add)(?: to (?:add|say))?(?: from (?:me|my side))?
(?:i have |i've )(?:got )?nothing (?:else |more |further )*(?:to (?:add|say)|left)
(?:i have |there are |i've |i've got )?no (?:more |further |other )?questions?(?: left| from me| from my side\
| for you)*
i(?:'ll|'d| will| would)? (?:leave|keep) it (?:at that|there|here|like that)
i(?:'ll|'d| will| would)? stop (?:here|there) with (?:this|that|my answer)|no that(?:'s| is) it
"""
_WAIT = r"""
(?:just |wait |please )*(?:give me|let me have|i need|i'd like|just|hold on|hang on|wait|bear with me|allow me)?\
(?: )?<span>(?: (?:to (?:think|read|write|digest)(?: about)?(?: (?:it|this|that))?|for (?:that|this|it)|please\
|more))*
(?:let me|i need to|i have to|i want to|i will|i'll|allow me to) (?:just |first |quickly |please )*(?:read|think\
|see|reflect|look|check|process|digest)(?: (?:it|this|that|again|first|here|about (?:it|this|that)|through|(?:this\
|that|it) through|(?:for )?<span>|out loud|aloud|loud))*
(?:let me|i need to|i have to|i'll|i will) (?:just |first |quickly )*think (?:about|of|through|over) (?:the|this\
|that|your|how|what|which|where|all)(?: \w+){0,4}
(?:let me|i'll|i will|i need to) (?:just |first |quickly )*(?:take|make|write|jot down|write down|collect|gather\
|structure|organi[sz]e|order|sort)(?: (?:some|a few|my|it|this|that|down|short|quick|notes?|thoughts?|ideas?\
|something))+(?: first| for <span>)?
(?:lol|haha|hehe) (?:ok|okay|sure|fine|yeah|right|nice|good one)|whatever|kk?
good (?:morning|afternoon|evening|day)(?: \w+)?|(?:hi|hello|hey|hiya)(?: (?:there|\w+))?
(?:thanks|thank you|thx|cheers)(?: (?:\w+|so much|very much|a lot|for (?:that|this|the (?:hint|context|introduction\
|info|information|clarification|answer|details?))))?
(?:very )?(?:nice|pleased|glad|good|great) to (?:meet|see) you(?: too)?|(?:i'm )?happy to be here
(?:ok|okay|sure|of course|certainly|absolutely|cool|great|nice|perfect|excellent|awesome|lovely|super|wonderful\
|alright|all right|fine|roger|gotcha|interesting|noted|no problem|no worries|not a problem|fair|fair enough\
|fair point|makes sense|that makes sense|that helps|helpful|very helpful|that's (?:helpful|clear|fine|interesting\
|good to know|fair)|good to know|sounds (?:good|great|fair|interesting|like a plan)|got it|understood|i see\
|i understand|clear|all clear|yep|yup|yeah|mhm|mm|aha|uhm|ehm|lol|haha)
(?:that's |that is |it's |this is )?(?:a |an )?(?:very |really |quite a |such a |pretty )*(?:good|great|interesting\
|nice|excellent|tough|hard|tricky|difficult|fair|big|fun|cool) (?:question|one|point|problem|case)
(?:i'm |i am |yes |we're )?ready(?: when you are| to (?:start|go|begin))?
(?:let's|lets|let us) (?:start|begin|go|do (?:it|this)|get started|see|dive in)
(?:uff+|phew|puh|oof|wow|whoa|oh (?:boy|my|dear|man)|ouch)
(?:that's|that is|thats|this is|it's|there's)(?: quite| really)? a lot(?: (?:of (?:text|information|info|material)\
|to (?:read|take in|digest)|at once))*
(?:i'm |i am )?(?:still )?(?:thinking|reading|typing|writing)(?: (?:about (?:it|this|that)|it (?:up|down)))?
hold on|hang on|bear with me|wait wait|first(?:ly| of all)?|to (?:begin|start) with
"""
_HELP = r"""
help(?: me)?(?: out)?|what can i (?:say|do|type|write)(?: here)?|(?:what are )?(?:the )?commands?
how does (?:this|it) work|menu|options|instructions|man|usage
"""


def _compiled(lines: str) -> re.Pattern[str]:
    """The alternatives as one pattern, with what stands in angle brackets filled in."""
    pattern = "|".join(lines.replace("\\\n", "").strip().splitlines())
    while found := re.search(r"<(\w+)>", pattern):
        pattern = pattern.replace(found.group(), _SHORT[found[1]])
    return re.compile(pattern)


@cache  # made when they are first needed: it takes longer than many a command
def ways_to_say() -> Mapping[Word, re.Pattern[str]]:
    """By word, what a clause has to be; of several words in a line the first in this order is meant."""
    lines = {
        Word.STOP: _STOP,
        Word.HINT: _HINT,
        Word.SKIP: _SKIP,
        Word.REPEAT: _REPEAT,
        Word.PAUSE: _PAUSE,
        Word.RESUME: _RESUME,
        Word.TIME: _TIME,
        Word.HELP: _HELP,
        Word.UNKNOWN: _UNKNOWN,
        Word.DONE: _DONE,
        Word.WAIT: _WAIT,
    }
    return {word: _compiled(alternatives) for word, alternatives in lines.items()}
