"""What is said to the interviewer beside the case: seeking a verdict, wanting the debrief now, asking how to proceed.

None of it is an answer. What it gets is kind and short, and no verdict.
"""

from __future__ import annotations

import re
from enum import StrEnum

from bot.core.interviews.prying import pries


class Aside(StrEnum):
    """What an aside is after, the weightiest first."""

    EARLY = "early"
    HIDDEN = "hidden"
    VERDICT = "verdict"
    MACHINE = "machine"
    SMALL_TALK = "small-talk"
    MOTIVE = "motive"
    PROCESS = "process"

    @property
    def of_the_papers(self) -> bool:
        """Whether it is after what is kept from the candidate until the end."""
        return self in {Aside.EARLY, Aside.HIDDEN, Aside.VERDICT}


_DEBRIEF = r"(?:debrief(?:ing)?|evaluation|assessment|verdict|final (?:feedback|score|result)s?|results?)"
_CAN = r"(?:can|could|may|will|would) (?:i|we|you)(?: please| already| just| now)*"
_EARLY = rf"""
^\W*(?:please |now |just |so )*(?:debrief|evaluate|assess|grade|judge) (?:me|my answers?|this|that)\b
\b{_CAN} (?:debrief|evaluate|assess|get|have|see|hear|skip to|jump to|go to|do)(?: the| my| a| me| an)* ?{_DEBRIEF}\b
\b{_CAN} (?:debrief|evaluate|assess) me\b
\b(?:give|show|tell|read|send) me (?:the|my|a|an|your) {_DEBRIEF}\b
\b(?:skip|jump|go)(?: straight| directly| right)? to the {_DEBRIEF}\b
\b(?:pretend|imagine|assume|act as if|suppose|say)\b[^.!?]*\b(?:over|done|finished|ended|the end)\b[^.!?]*\b\
(?:debrief|feedback|score|evaluat\w+|verdict|result)\b
^\W*(?:what|how)(?:'s| is| was| will| would| does| do)\b[^.!?]{{0,20}}\b(?:the|my|your) (?:debrief|verdict\
|result)s?(?: be| say| look like| so far)*\W*$
\b(?:would|will|do|did|are) (?:you|they|i|we) (?:going to )?(?:hire|hiring|got|pass|passed|fail|failed|get the job)\
(?: me| the job| hired| this interview| the interview)*(?: so far| now| already)?\W*$
^(?:would|is|was) (?:that|this|it|i)(?: have)?(?: been| be)? (?:an? )?(?:(?:strong |lean )?hire|no[- ]hire|pass|fail\
|enough (?:to pass|for the job|to get hired))(?: now| already| so far)?\W*$
^(?:pretend|imagine|suppose|let's say) (?:that )?(?:we(?:'re| are)|it(?:'s| is)|this is|the interview is) (?:all )?\
(?:done|over|finished)\W*$
\b(?:want|like|wish|need|going) to (?:contest|dispute|appeal|object to|challenge) (?:my|the|this|that|your) (?:last \
|latest |previous )?(?:grade|score|result|mark|rating|evaluation|verdict)s?\W*$
^(?:debrief|verdict)(?: now| please)*[.!?]*$|^(?:results?|evaluation)(?: now| please)*\?+$
"""
_VERDICT = r"""
^(?:(?:it|this|that) (?:is|was)|it's|that's|is|was) (?:all )?(?:correct|right|ok|okay|good|fine|enough|clear)\
(?: like (?:this|that)| so| for you)*\W*\?\W*$
^(?:was|is|were|are) (?:that|this|it|these|those|my (?:\w+ )?(?:answer|approach|reasoning|design|metric|query|plan\
|idea|assumption|thinking|solution|point)s?)(?: the| an?| any| all| even)*(?: really| actually| more or less\
| roughly| at all)*(?: (?:correct|right|wrong|ok|okay|good|bad|fine|enough|sufficient|clear|what you (?:\w+ )*\
(?:for|meant|wanted|expected|had in mind|mean|want|expect)|in the right direction|sensible|reasonable|accurate\
|true))+(?: \w+){0,3}\W*$
^(?:is|was) (?:that|this|it) (?:the|an?|any) (?:right|correct|good|bad|wrong|reasonable|sensible|strong|weak|full\
|complete|better|acceptable)(?: \w+){0,3}\W*$
^(?:am|was) i (?:right|wrong|correct|close|warm|mistaken|off|missing (?:something|anything|a point|sth)|on \
(?:the right|a good) track|making sense|too (?:vague|long|short|detailed|superficial)|right so far\
|clear)\b[^.!?]{0,40}\W*$
^(?:did|have|do) i (?:still )?(?:miss|missed|forget|forgotten|overlook|overlooked|leave out|left out|answer\
|answered|cover|covered|get|got|hit|nail|make sense|need to add|have enough points)(?: \w+){0,5}\W*$
^(?:is|was) there (?:anything|something)(?: \w+){0,2} (?:i|missing|you'd add|you would add)(?: \w+){0,4}\W*$
^(?:anything|something) (?:i(?:'ve| have)? (?:missed|forgot\w*)|missing)\W*$
^(?:does|did) (?:that|this|it|my answer) (?:make sense|answer (?:your|the) question|sound (?:\w+ )?(?:right|good|ok\
|okay|reasonable)|help|work(?: for you)?|count|cover it|seem (?:right|ok|reasonable))\b[^.!?]{0,20}\W*$
^(?:am|did) i (?:do|doing) (?:so far )?(?:well|ok|okay|fine|good|great|alright|all right|badly|poorly|enough)\
(?: (?:so|far|now|here|there|on|in|with|for|at|it|this|that|the|one|part|question|today|yet|you)){0,4}\W*$
^how (?:close|far(?: off)?) am i(?: (?:to|from|off|now|so|far|the|an?|right|top|best|good|full|answer|score|marks|it)\
){0,6}\W*$
^(?:is|was) (?:that|this|it) the (?:kind of |sort of )?answer (?:that )?you(?:'re|'d)?(?: \w+){1,4}\W*$
^out of (?:a )?(?:5|10|100|five|ten|hundred)(?:,? how (?:good|strong|close) (?:am i|(?:is|was) (?:it|that|this))\
|,? how (?:is|was) (?:that|this|it|my answer))?\W*\?\W*$
^(?:tell me|say|let me know) (?:if|whether) (?:i'm|i am|my (?:score|grade|answer) is)(?: \w+)? (?:above|below|over\
|under|average|passing|failing|better|worse)\b[^.!?;]{0,30}\W*$
^how (?:was|is|were) (?:that|this|it|my (?:answer|approach|reasoning|design|query|idea)s?)(?: so far| for you\
| then)*\W*$
^(?:was|is|were) (?:that|this|it|i|my answer)(?: far| way| maybe| a bit)* too (?:long|short|brief|vague|general|generic\
|detailed|technical|much|little|deep|shallow|basic|superficial|broad|narrow|abstract|simple|simplistic|complicated\
|verbose|wordy|obvious|naive|theoretical|academic|specific|blunt|direct|critical|strict|negative)(?: for you)?\W*$
^i(?:'m| am| was) (?:right|correct|wrong)(?: (?:about|with|on) (?:that|this|it))?,? (?:am i(?: not)?|aren't i|right\
|correct|no|wasn't i)\W*$
^how (?:did|does) (?:that|it|my answer) (?:sound|land|come across|go)\W*$
^what (?:do|did|are) you (?:think|thinking|make|your thoughts)(?: (?:of|about) (?:that|this|it|me|my \w+))?\W*$
^(?:your|any) (?:thoughts|opinion|comments|reaction)(?: on (?:that|this|it))?\W*$
^(?:do|would|don't|wouldn't) you (?:agree|concur|approve|like (?:it|that|this|my \w+))(?: with (?:that|this|me\
|my \w+))?\W*$
^(?:right|correct|agree|agreed|yes|ok|okay|no|fair|make sense|makes sense|good|sounds good|is it|isn't it\
|am i)\W*\?\W*$
^(?:tell me|let me know|confirm|please confirm|can you confirm|could you confirm|can you tell me|could you tell me\
|will you tell me)(?: that| if| whether| me)*(?: (?:i'm|i am|i was|that's|this is|it's|that was|it was|that is\
|my answer is)) (?:\w+ ){0,2}(?:right|correct|wrong|good|ok|okay|fine|enough|close|on track)\W*$
"""
_PROCESS = r"""
^(?:(?:is|would) it(?: be)? (?:ok|okay|fine|all right|alright|allowed|enough|possible) (?:if|when) (?:i|we)\b\
|(?:can|could|may|should|shall) i (?:just |simply |also |first |quickly )*(?:list|name|bullet|brainstorm|sketch\
|outline|answer|guess\
|think aloud)\b)[^.!?;]*\W*$
^(?:is|would|will) (?:that|this|it)(?: be)? (?:a problem|an issue|allowed|possible)(?: for you)?\W*$
^what (?:else |more )?(?:do|would) you (?:want|like|need) to (?:know|see|discuss|cover|talk about)(?: more)?\
(?: about)?\W*$
^(?:can|may|could|should|shall|do|must|am|is it (?:ok|okay|fine|allowed)(?: if| for me)?)(?: i| we)?(?: have| need\
| want| allowed| supposed| expected)?(?: to)? (?:take|make|write|use|keep) (?:some |a few |down |my |short )*\
(?:notes?|bullets?|bullet points|pseudo ?code|code|a (?:pen|paper|whiteboard|calculator|diagram|list|table)\
|markdown|english|sql|python|r)\W*$
^(?:can|may|could|should|shall|would it be ok if|is it ok if|mind if) (?:i|we) (?:first |just |maybe |also \
|quickly )*(?:ask|start|begin|go on|continue|proceed|go ahead|think|make|assume|give|answer|elaborate|go (?:deep\
|broad|into)|write|draw|sketch|talk|walk|structure|take|describe|show|choose|pick|cover|focus)(?: (?:a few|some|you\
|one|two|any|with|the|an?|my|aloud|out|loud|clarifying|questions?|first|assumptions?|examples?|in|english|german\
|french|spanish|deeper|detail|details|code|sql|query|metrics?|data|model|through|it|down|more|time|on|about|now\
|deep|or|broad|that|this|here|business|side|definition|of|success))*\W*$
^(?:can|may|could|should|shall|would it be ok if|(?:is|would) it(?: be)? (?:ok|okay|fine|all right|allowed)\
 (?:if|for me to)|mind if)(?: i| we)? (?:google|look (?:it|that|this) up|search (?:for )?(?:it|that|this)\
|use (?:an? |any |the )?(?:[\w-]+ ){0,2}(?:tests?|t-tests?|regressions?|google|internet|chatgpt|ai|calculator|library\
|libraries|functions?|formulas?|docs|documentation|language|dialect))(?: \w+){0,2}\W*$
^where (?:do|should|shall|would you like me to|can) i (?:start|begin)\W*$
^(?:do|must|should|may|can) i (?:have to |need to )?(?:name|mention|use|give|tell you) (?:any )?(?:people|names?\
|real names?\
|anyone|anybody|the (?:company|client|customer|team|name)(?:'s name)?)(?: \w+){0,3}\W*$
^(?:do|would|did) you (?:want|like|need|prefer|expect)(?: me)?(?: to| for me to)? (?:write|go|continue|elaborate\
|explain|give|start|code|list|draw|show|a|the|an|more|short|long|focus|cover|describe|keep|talk|include|compute\
|calculate)\b[^.!?]*\W*$
^how (?:long|short|detailed|deep|specific|technical|much detail|many (?:points|examples|ideas|reasons|metrics|words\
|sentences))\b(?: \w+){0,2} (?:should|do|must|can|may|does|is|shall|would) (?:i|it|my|you|we|the answer)\b[^.!?]*\W*$
^(?:what|which) (?:format|language|level of detail|order|structure) (?:should|do|would|can)\b[^.!?]*\W*$
"""
_MOTIVE = r"""
^why(?: so| is that| that)?\W*\?\W*$
^why (?:do|did|are|would) you (?:ask|asking|want to know|need to know)(?: me)?(?: that| this| about that)*\W*$
^why (?:do|did|would) you (?:want|need|care about|insist on)\b[^.!?]{0,40}\W*$
^(?:why|how) is (?:that|this|it) (?:important|relevant|interesting)(?: here)?\W*$
^what(?:'s| is) the point of (?:that|this|the) question\W*$
"""
_SMALL_TALK = r"""
^is (?:this|now|it) (?:still )?an? (?:good|bad) (?:time|moment)\b[^.!?]{0,20}\W*$
^(?:hi|hello|hey)?[ ,!]*(?:\w+[ ,!]+)?how (?:are you|is it going|'s it going|are things|do you do|is your day\
|was your day|have you been)(?: doing)?(?: \w+){0,2}\W*$
^how's (?:it going|your day|life|everything)(?: \w+){0,2}\W*$|^(?:and|how about) you\W*\?\W*$|^what'?s up\W*$
^(?:are|is) (?:you|anyone|anybody|somebody|someone) (?:still )?(?:there|here|with me|listening|ok|okay)\W*$
^(?:anyone|anybody|you(?: still)?) (?:there|here)\W*$
^can you (?:hear|see|read) me\W*$|^(?:hello|hi|hey)\W*\?\W*$|^(?:do you )?mind if i (?:grab|get) \w+ \w+\W*$
"""
_MACHINE = r"""
^(?:wait,? )?(?:are|am|is) (?:you|this|i)(?: \w+){0,3} (?:an? )?(?:ro)?(?:bot|human|person|ai|a\.i\.|machine|llm\
|chatbot|language model|real|script|program|computer)(?: \w+){0,3}\W*$
^you(?:'re| are)(?: \w+){0,2} (?:an? )?(?:ro)?(?:bot|human|person|ai|machine|llm|chatbot|computer|program)\b\
(?:,? (?:right|aren't you|no|correct|yes))?\W*\?\W*$
^(?:(?:can|could|may|let) (?:i|me) (?:please )?|i(?:'d like| would like| want| need) to )(?:talk|speak|write)\
 (?:to|with) (?:an? |some |your |the )?(?:real |actual |live )?(?:human|person|manager|supervisor|boss|somebody real\
|someone real)\
(?: being)?(?: instead)?(?: please)?\W*$
^(?:what(?:'s| is) your name|who are you|what are you|who am i (?:talking|speaking|writing) (?:to|with))\W*$
"""


def _any_of(lines: str) -> re.Pattern[str]:
    return re.compile("|".join(lines.replace("\\\n", "").strip().splitlines()), re.IGNORECASE)


_EARLIER, _SEEKING = _any_of(_EARLY), _any_of(_VERDICT)
_PROCEEDING, _CHATTING, _WONDERING = _any_of(_PROCESS), _any_of(_SMALL_TALK), _any_of(_MACHINE)
_DOUBTING = _any_of(_MOTIVE)
_LEAD = re.compile(
    r"^\W*(?:(?:so|and|but|ok|okay|well|sorry|hm+|um+|then|just|quick question|one question|before i start"
    r"|please|oh|also"
    r"|now|alright|actually)\b[ ,:;–-]*)+",
    re.IGNORECASE,
)


def aside_of(sentence: str) -> Aside | None:
    """What a sentence is after besides the case, if anything."""
    said = _LEAD.sub("", sentence.strip()) or sentence.strip()
    if _EARLIER.search(said):
        return Aside.EARLY
    if _CHATTING.search(said):
        return Aside.SMALL_TALK
    if _SEEKING.search(said):
        return Aside.VERDICT
    if pries(said):
        return Aside.HIDDEN
    sorts = ((Aside.MACHINE, _WONDERING), (Aside.MOTIVE, _DOUBTING), (Aside.PROCESS, _PROCEEDING))
    return next((sort for sort, pattern in sorts if pattern.search(said)), None)
