"""Attempts of a candidate to learn the rubric, the score or the answer: plain ones, sly ones, orders, other languages.

Whatever is missed here gives nothing away either, because whoever asks on knows none of it; it is only answered less
well, as a question about the case or as an answer.
"""

from __future__ import annotations

import re

from bot.core.grading.instructions import is_instruction

_HIDDEN = (
    r"(?:rubric|scor(?:e|ing) ?(?:sheet|card|criteria)|mark(?:ing)? (?:scheme|sheet)|answer (?:key|sheet)"
    r"|key[ _-]?points?"
    r"|cheat ?sheet|system (?:prompt|message)|(?:model|senior|ideal|perfect|expected|right|correct|best|sample) answer"
    r"|interview(?:er)?(?:'s)? (?:guide|script|sheet|notes))"
)
_YOURS = (
    r"your (?:\w+ )?(?:criteria|scores?|scoring|grading|instructions?|prompt|rules|checklist|notes|script|assessment"
    r"|evaluation|verdict|state|context|memory|list|guidelines|config(?:uration)?)"
)
_FULL = r"(?:full marks|top (?:marks|score|grade)|level [0-4])"
_FOUR = r"(?:100(?: (?:of 100|points|percent)|%)?|(?:4|four)(?: (?:of|out of) (?:4|four)|/4)?)"
_BEST = r"(?:top|strong|ideal|perfect|best|model|great|excellent|senior|good|complete)"
_MINE = r"(?:me|my answers?|that answer|(?:that|this|it)\W*$)"
_GRADE = r"(?:grade|score|rate|evaluate|mark|judge)"
_KEPT = r"(?:hidden|secret|expected|internal) (?:criteria|points|answers?|rules|notes|instructions)"
_ASKING = r"\b(?:what|which|how|tell|show)\b[^.!?]{0,40}\b"
_ORDER = r"(?:(?:^\W*|, )(?:so |please |now |just |sudo )*|\byou (?:please |just )?)"
_SHOW = (
    r"(?:show|tell|give|reveal|print|list|share|read|repeat|leak|display|output|send|paste|copy|describe"
    r"|summari[sz]e|dump"
    r"|translate|quote|spell out|walk me through|encode|rephrase|paraphrase|publish|expose|echo|recite|write out)"
)
_WISH = r"(?:can|could|may|let|want to|need to|like to|love to|have to|wish to) (?:i |me |we )?(?:please )?"

# One alternative a line; each needs a question or an order to the interviewer, so that answers about scores, rubrics
# and key points, which some cases are full of, pass.
_PLAIN = rf"""
{_ORDER}{_SHOW}\b[^.!?]{{0,60}}\b(?:{_HIDDEN}|{_YOURS})\b
\b(?:and|then|to) {_SHOW} (?:me |us )?(?:the |your |its |all |my )*(?:{_HIDDEN}|{_YOURS}|scores?|answer|solution)\b\
(?! the\b)
\b{_WISH}(?:see|have|hear|know|look at|get|read)\b[^.!?]{{0,40}}\b(?:{_HIDDEN}|{_YOURS})
(?:^\W*|\b(?:tell me|know|say|and|but|so|then|me) )(?:what|which|where)(?:'s|'re| is| are| was\
| would be)?\b[^.!?]{{0,30}}\b(?:{_HIDDEN}|{_YOURS})\b
\b(?:need|want|require|have)\b[^.!?]{{0,20}}\b{_HIDDEN}\b[^.!?]{{0,20}}\b(?:read out|shown|please|now|from you)\b
\b(?:what(?:'s| is| are| was)|how (?:high|good) is|tell me|give me|show me|reveal|see|know\
|hear)\b[^.!?]{{0,30}}\bmy (?:current |present |total |own )?(?:scores?|grades?|marks?|ratings?|points|evaluation\
|result)\b
\b(?:what|which|how many|tell me|give me|show me)\b[^.!?]{{0,30}}\b(?:scores?|points|grades?\
|marks?)\b[^.!?]{{0,20}}\b(?:do i have|have i|did i|so far|am i (?:at|on)|for (?:this|that|my)|was that|is that)\b
\b(?:how|what) (?:am i|are you|will you be|do you|did i) (?:being )?(?:grad|scor|mark|judg|evaluat|assess|rat)\w*
\bhow (?:am i|did i|have i been|was i) (?:doing|do|so far)\b
\bwhat(?: answer| exactly| else| more)* (?:do|would|are) you (?:still )?(?:want(?:ing)?|expect(?:ing)?|looking|like\
|hoping|after)(?: for| to hear| me to say| from me| here)*\W*$
^\W*(?:just |please |then |so |come on,? )*(?:tell me|say|explain) what(?: exactly)? you(?:'re| are)?\
(?: really| actually)? (?:looking for|after|want|wanting|expect|expecting|hoping for|need)(?: to hear| from me\
| me to say| here)*\W*$
\b(?:did|do|have) i (?:get|got|have) (?:it|that|this) (?:right|wrong)\b
^\W*(?:come on,? |just |please |so |now )*(?:can you |could you )?(?:please )?give me (?:an? |my )?(?:grade|score\
|rating\
|mark)s?\b
\b(?:what|which) criteria (?:do you|you|are you) (?:have|use|using|apply|score|grade|look)\b
\byou (?:can|may|could|should|must|have to|are (?:allowed|supposed) to) (?:share|show|tell|give|reveal|send)\
(?: (?:me|us|out|the|your|that|this|my|its|whole|full|entire|hidden|secret))* {_HIDDEN}\b(?! (?:to|with) (?!me\b|us\b))
\b{_HIDDEN}\b[^.!?]{{0,20}} with me\W*$
\b(?:what|which \w+) (?:is|are|am) i (?:still )?missing\b
\b(?:what|which \w+)(?: else| keywords?| terms?| points?)? (?:should|do) i (?:have to |need to |still )*(?:say\
|mention|cover|include)\W*(?:here|now|next)?\W*$
^\W*(?:my )?(?:rubric|scores?|grade|points|feedback|criteria|answer key|solution)(?: please| now)*\W*\??\W*$
^\W*my (?:score|grade|points|rating)\b(?: please| so far)*\W*$
"""
_SLY = rf"""
{_ORDER}(?:give|show|tell|write|hand) me (?:the|a) (?:correct|right|full|complete|final|best|ideal|perfect) \w+\
(?: please| now)*\W*$
\bquot(?:e|es|ing)\b[^.!?]{{0,30}}\brubric
{_ORDER}(?:dump|print|show|export|list)\b (?:the |your |all |full |internal |current )*(?:state|context|memory\
|variables|session)(?: as json| now| please| to me)*\W*$
\b(?:show|reveal|list|print|dump|tell me|give me)\b[^.!?]{{0,30}}\b{_KEPT}\b
{_ASKING}(?:scores?|earns?|gets?|reach(?:es)?|need for|worth|means?|deserves?) (?:me )?(?:an? |the )?{_FULL}\W*$
{_ASKING}(?:scores?|earns?|need for|worth|deserves?) (?:me )?(?:an? |the )?{_FOUR}\W*$
\b(?:level|score|mark|grade) (?:of )?[0-4] (?:answer|response|contain|look|need|require|mean)\w*
\bis (?:it|that|this|mine) an? [0-4](?: or an? [0-4])?\W*$
\bwhat (?:level|score|grade|mark) (?:is|was) (?:that|this|my)\b
\b(?:what|which|how) (?:would|does|do|should|might|could) (?:an?|the|your) {_BEST} (?:candidate|answer|response\
|applicant)s?\b
\b(?:tell|show|give) me (?:what |how )?an? {_BEST} answer\b[^.!?]{{0,30}}\?
\bwhat (?:an?|the|your) {_BEST} candidates?\b|\bwhat (?:makes|is) an? {_BEST} answer\b
\b(?:am|was) i (?:on the right track|right so far|close|warm|passing|failing)\W*$
^\W*(?:please )?{_GRADE} {_MINE}|\b(?:can|could|would|will) you (?:please |already )*{_GRADE} {_MINE}
\b(?:give me (?:some |any |your )?feedback|any feedback)\b|^\W*(?:some )?feedback\b[^.!?]{{0,12}}\?\W*$
\bwhat(?: else)? (?:did|have|do) i (?:still )?(?:miss|missed|forget|forgotten|leave out)(?: so far| yet)?\W*$
\bwhat (?:else )?is on (?:your|the) list\b|\bwhat else is on your list\b
{_ORDER}(?:list|name|tell me|say) (?:me )?(?:everything|what|all(?: that)?|the points?) (?:i|that i) (?:have not\
|haven't|did not|didn't|still|am) \w+
\bwhat(?: else)? (?:do you|you) (?:still )?(?:want|need|hope|expect)(?: me)? to (?:hear|say|mention)\b
^\W*(?:just |please |now |(?:can|could|will|would) you )*(?:tell|give|show) me the (?:answer|solution)s?\b
\blet me see the (?:answer|solution)s?\b
\b(?:pretend|act|imagine)\b[^.!?]*\b(?:tell|give|show) me the (?:answer|solution|rubric|score)
\b(?:have|has|supposed|allowed) to (?:give|tell|show) me the (?:answer|solution|rubric|score)
^\W*what(?:'s| is| was) the (?:answer|solution)\W*$|\bhow would you answer (?:this|that|it|your|the question)\b
\b(?:what|how) would you have (?:said|answered|done)\b
\bhow (?:many points|much) (?:did|does|was) (?:that|it|this) (?:get|give|earn|score|worth)\b
\bhow would you (?:rate|score|grade|judge) (?:that|this|it|me|my answers?)\b
\bhow (?:can|could|do) i (?:get|score|reach) (?:to )?(?:100|full marks|a (?:4|four))\W*$
\bout of (?:100|4|10)\b[^.!?]*\b(?:am i|is that|was that)\b
\bwhat (?:percentage|score|grade|mark)s? (?:did|do|have|will) i\b|\bon a scale (?:of|from) [01]\b[^.!?]*\bthat\b
\brepeat (?:all|everything)(?: \w+)? above\b|\bwhat do i need (?:for|to get) (?:full|top|all)\b
\brepeat everything above\b
\bwhat (?:were|are) you (?:told|instructed|programmed|asked|supposed) to\b
\bwhat(?:'s| is) in your (?:prompt|instructions|context|script)\b
\b(?:what|which) (?:are (?:the|your) )?criteria\b[^.!?]{{0,12}}\b(?:do you (?:use|apply|have)|am i|are you (?:using\
|applying)|will i)\b
^\W*what are (?:the|your) criteria(?: here| for (?:this|that) (?:question|part|stage|one|answer))?\W*$
\bwhat(?:'s| is) (?:on|in) the rubric\b
\b(?:which|what) (?:criterion|criteria|points?) (?:am i|i am|i'm|was i|did i|have i|do i) (?:\w+ )?(?:weak|strong|best\
|worst|miss|low|poor|fail|cover|hit|short)\w*(?: \w+){{0,2}}\W*$
^\W*what(?:'s| is| was) (?:the|my) (?:weakest|strongest|best|worst) (?:part|point|spot|criterion|side)s?\
(?: (?:of|in) my answers?| so far)*\W*$
^\W*how many (?:of )?(?:the |your )?(?:key )?(?:criteria|points) (?:have|did|do) i (?:already )?(?:cover|hit|got|get\
|have|met|meet|ma[dk]e|miss)\w*(?: so far| already| yet)*\W*$
\b(?:what|which)(?: \w+)? (?:do|would|did) (?:the |other |an? )*(?:top|senior|good|strong|best|ideal|great|other)\
 (?:candidate|applicant)s?\b
^\W*what (?:would|does|might) an? (?:senior|expert|professional)(?: \w+)? (?:say|answer)(?: here| now| to that)*\W*$
^\W*what should i have (?:said|answered)\W*$|^\W*what would you (?:say|answer)(?: here| instead| to (?:that|this))*\W*$
^\W*what (?:did|have|are) you (?:writ|wrote|not)\w*(?: down)? (?:about|on|of) (?:me|my answers?)\W*$
^\W*what(?:'s| is) the pass(?:ing)? (?:mark|grade)\W*$|^\W*is an? [0-4] (?:enough|good enough|a pass)(?: to pass)?\W*$
{_ORDER}(?:show|reveal|print) (?:me |us )?(?:the |your )?(?:scoring|grading)\W*$
\byou(?:'re| are) (?:now )?in (?:the )?(?:debug|admin|developer|god|test|maintenance)(?:ger)? mode\b
\b(?:enter|enable|activate|switch to|turn on) (?:the )?(?:debug|admin|developer|god|test|maintenance)(?:ger)? mode\b
"""
_OTHER_LANGUAGES = r"""
\b(?:bewertungs(?:kriteri\w+|bogen|schema)|punktzahl|musterl(?:ö|oe)sung|musterantwort|meine? (?:note|punkte))\b
\bwie viele punkte\b|\bwelche punkte fehlen\b
\b(?:mi (?:nota|puntuaci[oó]n|calificaci[oó]n)|r[uú]brica|criterios de evaluaci[oó]n|respuesta correcta)\b
\b(?:ma note|mon score|grille (?:de notation|d'[ée]valuation)|crit[èe]res d'[ée]valuation|corrig[ée] type|bar[èe]me)\b
\b(?:crit[ée]rios de avalia[çc][ãa]o|minha (?:nota|pontua[çc][ãa]o)|griglia di valutazione|il mio punteggio)\b
评分标准|我的分数|标准答案|採点基準|模範解答|критери\w* оцен\w+|моя оценка|правильный ответ
"""
_PRIES = re.compile(
    "|".join(filter(None, f"{_PLAIN}{_SLY}{_OTHER_LANGUAGES}".replace("\\\n", "").splitlines())), re.IGNORECASE
)

_PLANS = re.compile(
    r"^\W*(?:(?:first|then|next|so|and|also|second|instead|later|finally|in the end)\b[, ]*)*(?:i|we|they"
    r"|he|she|it|one|you)"
    r"(?:'d|'ll| would| could| should| will| might| can| did| do)? (?:also |then |first |only |not |never |always )*"
    r"(?!like\b|love\b|want\b|need\b|wish\b|have\b|please\b|'|can\b|would\b|rather\b)[a-z]+\b",
    re.IGNORECASE,
)
_TO_YOU = re.compile(r"\b(?:you|your|me)\b|\?\W*$", re.IGNORECASE)


def pries(text: str) -> bool:
    """Whether a sentence asks for what is kept from the candidate; what they would do themselves asks for nothing."""
    if _PLANS.match(text) and not _TO_YOU.search(text):
        return is_instruction(text)
    return bool(_PRIES.search(text)) or is_instruction(text)
