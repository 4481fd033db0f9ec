"""Attempts of a candidate to learn the rubric, the score or the answer: plain ones, sly ones, orders, other languages.

Whatever is missed here gives nothing away either, because whoever asks on knows none of it; it is only answered less
well, as a question about the case or as an answer.
"""

from __future__ import annotations

import re

from bot.core.grading.instructions import is_instruction

_HIDDEN = (
    r"(?:rubric|scor(?:e|ing) ?(?:sheet|card)|mark(?:ing)? (?:scheme|sheet)|answer (?:key|sheet)|key points?"
    r"|cheat ?sheet"
    r"|system (?:prompt|message)|(?:model|senior|ideal|perfect|expected|right|correct|best) answer"
    r"|interview(?:er)?(?:'s)?"
    r" (?:guide|script|sheet|notes))"
)
_PRIES = re.compile(
    rf"\b(?:show|tell|give|reveal|print|list|share|read|repeat|leak|display|output|send|paste|copy|see|have"
    rf"|look at|know"
    rf"|what(?:'s|'re| is| are| was| would be)|which(?: is| are)?|where(?:'s| is)|describe|summari[sz]e"
    rf"|hear)\b[^.!?]{{0,60}}\b{_HIDDEN}"
    r"|\b(?:what(?:'s| is| are| was)|how (?:high|good) is|tell me|give me|show me|reveal|see|know"
    r"|hear)\b[^.!?]{0,30}\bmy"
    r" (?:current |present |total |own )?(?:scores?|grades?|marks?|ratings?|points|evaluation|result)\b"
    r"|\b(?:what|which|how many|tell me|give me|show me)\b[^.!?]{0,30}\b(?:scores?|points|grades?"
    r"|marks?)\b[^.!?]{0,20}\b(?:do i"
    r" have|have i|did i|so far|am i (?:at|on)|for (?:this|that|my))\b"
    r"|\b(?:show|tell|give|reveal|print|list|share|read|what(?:'s| is| are)"
    r"|see)\b[^.!?]{0,30}\byour (?:\w+ )?(?:criteria|scores?"
    r"|scoring|grading|instructions?|prompt|rules|checklist|notes|script|assessment|evaluation|verdict)\b"
    r"|\b(?:how|what) (?:am i|are you|will you be|do you|did i) (?:being )?(?:grad|scor|mark|judg|evaluat|assess"
    r"|rat)\w*"
    r"|\bhow (?:am i|did i|have i been|was i) (?:doing|do|so far)\b|\bwhat (?:answer )?(?:do|would"
    r"|are) you (?:want(?:ing)?"
    r"|expect(?:ing)?|looking|like|hoping)(?: for| to hear| me to say)*\W*$"
    r"|\b(?:did|do|have) i (?:get|got|have) (?:it|that|this) (?:right|wrong)\b|\bwhat (?:is|are) i missing\b"
    r"|\bwhat am i missing\b"
    r"|\bwhat (?:else )?(?:should|do) i (?:have to |need to )?(?:say|mention)\b",
    re.IGNORECASE,
)
_FULL = r"(?:full marks|top (?:marks|score|grade)|level [0-4])"
_FOUR = r"(?:100(?: (?:of 100|points|percent)|%)?|(?:4|four)(?: (?:of|out of) (?:4|four)|/4)?)"
_BEST = r"(?:top|strong|ideal|perfect|best|model|great|excellent|senior)"
_MINE = r"(?:me|my answers?|that answer)"
_GRADE = r"(?:grade|score|rate|evaluate|mark|judge|debrief)"
_KEPT = r"(?:hidden|secret|expected|internal) (?:criteria|points|answers?|rules|notes)"
_ASKING = r"\b(?:what|which|how|tell|show)\b[^.!?]{0,40}\b"
_GOOD = r"(?:any good|good enough|an? (?:good|bad|correct|right|strong|weak) (?:answer|one))"
_ORDER = r"(?:^\W*(?:please |now |just )*|\byou (?:please )?)"

# One alternative a line; each needs a question or an order to the interviewer, so that answers about scores, rubrics
# and key points, which some cases are full of, pass.
_SLY = rf"""
{_ORDER}(?:translate|quote|spell out|walk me through|dump|encode|rephrase|paraphrase|publish)\b[^.!?]{{0,40}}\b{_HIDDEN}
\bquot(?:e|es|ing)\b[^.!?]{{0,30}}\brubric
\b(?:show|reveal|list|print|dump|tell me|give me)\b[^.!?]{{0,30}}\b{_KEPT}\b
{_ASKING}(?:scores?|earns?|gets?|reach(?:es)?|need for|worth|means?|deserves?) (?:me )?(?:an? |the )?{_FULL}\W*$
{_ASKING}(?:scores?|earns?|need for|worth|deserves?) (?:me )?(?:an? |the )?{_FOUR}\W*$
\b(?:level|score|mark|grade) (?:of )?[0-4] (?:answer|response|contain|look|need|require|mean)\w*
\bis (?:it|that|this|mine) an? [0-4](?: or an? [0-4])?\W*$
\b(?:what|which|how) (?:would|does|do|should|might) (?:an?|the|your) {_BEST} (?:candidate|answer|response|applicant)s?\b
\bwhat (?:an?|the|your) {_BEST} candidates?\b
\b(?:am|was) i (?:on the right track|right so far|close|warm|passing|failing)\W*$
\b(?:was that|(?:is|was) my answer) {_GOOD}\b
^\W*(?:please )?{_GRADE} {_MINE}\b
\b(?:can|could|would|will) you (?:please )?{_GRADE} {_MINE}\b
\bgive me (?:some |your )?feedback\b
\b(?:would|will) you hire me\b|\b(?:do|did|will|have|would) i (?:pass|passed|fail|failed)\W*$
\bwhat(?: else)? (?:did|have|do) i (?:still )?(?:miss|missed|forget|forgotten|leave out)(?: so far| yet)?\W*$
\bwhat(?: else)? do you (?:still )?(?:want|need|hope|expect)(?: me)? to (?:hear|say|mention)\b
^\W*(?:just |please |now )*(?:tell|give|show) me the (?:answer|solution)s?\b|\blet me see the (?:answer|solution)s?\b
^\W*what(?:'s| is| was) the (?:answer|solution)\W*$|\bhow would you answer (?:this|that|it|your|the question)\b
\bwhat(?:'s| is| will)\b[^.!?]{{0,20}}\b(?:the|my) debrief\b
\bhow (?:many points|much) (?:did|does) (?:that|it|this) (?:get|give|earn|score)\b
\bhow (?:can|could|do) i (?:get|score|reach) (?:to )?(?:100|full marks|a (?:4|four))\W*$
\bwhat (?:percentage|score|grade|mark)s? (?:did|do|have|will) i\b|\bon a scale (?:of|from) [01]\b[^.!?]*\bthat\b
\brepeat (?:all|everything)(?: \w+)? above\b|\bwhat do i need (?:for|to get) (?:full|top|all)\b
"""
_OTHER_LANGUAGES = r"""
\b(?:bewertungs(?:kriteri\w+|bogen|schema)|punktzahl|musterl(?:ö|oe)sung|musterantwort|meine? (?:note|punkte))\b
\bwie viele punkte\b|\bwelche punkte fehlen\b
\b(?:mi (?:nota|puntuaci[oó]n|calificaci[oó]n)|r[uú]brica|criterios de evaluaci[oó]n|respuesta correcta)\b
\b(?:ma note|mon score|grille (?:de notation|d'[ée]valuation)|crit[èe]res d'[ée]valuation|corrig[ée] type|bar[èe]me)\b
\b(?:crit[ée]rios de avalia[çc][ãa]o|minha (?:nota|pontua[çc][ãa]o)|griglia di valutazione|il mio punteggio)\b
评分标准|我的分数|标准答案|採点基準|模範解答|критери\w* оцен\w+|моя оценка|правильный ответ
"""
_SLYLY = re.compile("|".join(filter(None, f"{_SLY}\n{_OTHER_LANGUAGES}".splitlines())), re.IGNORECASE)


def pries(text: str) -> bool:
    """Whether a sentence asks for what is kept from the candidate."""
    return bool(_PRIES.search(text) or _SLYLY.search(text)) or is_instruction(text)
