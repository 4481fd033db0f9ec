"""Sentences that speak to the grader instead of answering the question."""

from __future__ import annotations

import re

from bot.core.grading.folding import latin, readable

_MARKS = r"(?:marks?|points?|scores?|grades?|credits?|ratings?|levels?)"
_TOP = r"(?:full|max(?:imum|imal)?|top|highest|perfect|best|100(?: ?%| ?/ ?100)?|4 ?/ ?4|5 ?/ ?5|10 ?/ ?10)"
_RULES = r"(?:instructions?|rubrics?|prompts?|rules?|guidelines?|criteria|grading|scoring|system message)"
_GRADER = r"(?:grader|judge|evaluator|examiner|marker|scorer|assessor|grading (?:model|system|bot|assistant))"
_THIS = r"(?:this|my|the) (?:answer|response|submission)"
_WHOM = rf"(?:me|us|it|them|{_THIS}|(?:every|each) criterion|all criteria|the (?:student|candidate))"
_GIVE = r"(?:give|award|assign|grant)"
_ALL = r"(?:all|every|each)"
_PERFECT = r"(?:strong|good|great|ideal|perfect|excellent|complete)"
_REPLY = r"(?:answer|response|submission)s?"
_OFFICIAL = r"(?:model|reference|sample|official|expected)"
_IMPERATIVE = r"(?:^\W*|[.!?:;,\"(\[*>-] ?|\b(?:please|just|now|and|to|then|must|should|you|also|kindly|simply) )"

# One alternative a line, for accent-free lower case; <4> stands for up to four words in between. Each needs an order
# to the grader or a verdict on the answer, so that answers *about* rubrics, prompts or judges, which interviews on
# language models are full of, pass.
_ENGLISH = rf"""
{_IMPERATIVE}(?:ignore|disregard|forget|override|bypass|skip)\b<4> {_RULES}\b
\b(?:ignore|disregard|forget) (?:all|everything|anything)<3> (?:above|before|previous|prior|earlier)\b
\b(?:ignore|disregard|forget) (?:the|all|any)<2> (?:directions|commands|text|messages?) (?:above|before)\b
\b{_GIVE} (?:(?:{_WHOM}|an?|the|only) )*{_TOP}<1> {_MARKS}\b
\b{_GIVE} (?:this|{_WHOM})\b<5> (?:{_TOP} {_MARKS}|(?:a )?(?:4|5|10|100|four)\b|level 4)
\b(?:rate|score|grade|mark|judge) (?:this|{_WHOM}<3>) (?:as |at |with )?(?:an? )?(?:{_TOP}|4|5|10|100)(?![\w%])
\b(?:rate|score|grade|mark|judge) (?:this|{_WHOM}<3>) (?:as |at |with )?(?:correct|excellent|passed)\b
\b{_THIS} (?:deserves|merits|earns|must (?:get|receive|be)|should (?:get|receive))\b
\b{_THIS} should be (?:given|graded|scored|rated|marked|awarded)\b
\b{_THIS} (?:meets|satisfies|fulfil\w*|covers|hits) {_ALL}\b<4> (?:criteri\w+|rubric|key points?|levels?)\b
\b(?:dear|hey|hi|hello|attention|(?:note|message) to|instructions? (?:to|for)) (?:the |all |ai |my )*{_GRADER}s?\b
^\W*{_GRADER}s? (?:instructions?|notes?|message)\W*$
^\W*to (?:the |all |ai |my )*{_GRADER}s?\b ?[:,]
\b(?:you are|act as|pretend to be|you're) (?:now )?(?:an?|the|my) (?:\w+ ){{0,3}}(?:{_GRADER}|assistant|ai|chatbot)\b
\b{_GRADER}s?(?: ?:|,? (?:please|must|should|shall|will|has to|you)\b)<6> (?:{_TOP}|award|give|ignore|pass|accept)\b
(?:^|[\[<|#\s])(?:system|assistant|developer)(?: (?:prompt|message|note|override) ?:|\]|>|\|>)
(?:^|[\[<|#\s])(?:system|assistant|developer) ?: ?(?:you|ignore|disregard|{_GIVE}|rate|grade|score|output|new)\b
(?:^|[\[<|#\s])(?:system|assistant|developer) ?: ?the (?:answer|grader|rubric)\b
\[/?inst\]|<\|?/?(?:im_start|im_end|system|assistant|user|endoftext)\|?>
</?(?:answer|rubric|instructions?|question|grading|verdict|criterion|(?:student|member)_answer)[^>]*>
\b(?:criterion_id|evidence_quote|(?:overall|total|final)(?:_score)?)[\"']? ?[:=] ?[\"'{{]?(?:[45]|10|100|full|max)\b
\b(?:levels?|score|grade|verdict)[\"']? ?[:=] ?[\"'{{]?(?:[45](?![.\d])|10\b|100\b|full|max|pass|correct|perfect)
\b(?:level|score|grade|rating) (?:4|four|5|five|10|100)(?: ?/ ?\d+)? (?:for|on|in|across) {_ALL}\b
\b(?:new|updated|revised|real|actual|correct) (?:instructions?|rubric|system prompt) ?[:=]
\b(?:new|updated|revised|real|actual|correct) (?:grading|scoring) (?:rules?|rubric|guidelines?) ?[:=]
\b{_ALL} (?:criteri\w+|rubric items?|key points?)<4>(?: ?[:=])? (?:met|satisfied|fulfilled|{_TOP}|level 4|at 4|4)\b
\b(?:end|close) of (?:the )?(?:answer|student answer|submission|user input)\b
\b(?:begin|start) (?:of )?(?:the )?(?:grading|verdict)\b
\bi(?: will|['’]ll|['’]d| would) (?:tip|bribe|reward) you\b
\bas an? (?:ai|language model|llm)\b<4> (?:must|should|have to|grade|score|award)\b
"""
# What an answer does or should do, instead of one.
_ABOUT_ANSWERS = rf"""
\b(?:an?|the|any|every) (?:{_PERFECT}|{_OFFICIAL}) {_REPLY} (?:would|should|must|has to|states?|names?|covers?)\b
\b(?:an?|the|any|every) (?:{_PERFECT}|{_OFFICIAL}) {_REPLY} (?:explains?|includes?)\b
\b(?:identical to|(?:the )?same as|matches|equals) (?:the |your )?{_OFFICIAL} (?:answer|response|solution)\b
\bi(?: have|['’]ve) (?:covered|explained|addressed|answered|stated|named)\b.*\b(?:correctly|in full|fully|completely)\b
^\W*i (?:cover|address|answer)\b.*\bin full\b
\bnothing (?:is|was) missing\b.*\b(?:result|{_MARKS})s?\b
"""
_OTHER_LATIN = r"""
\b(?:ignorier\w*|missachte\w*|vergiss|vergesst|uberspring\w*)\b<5> (?:anweisung\w*|regeln|rubrik|kriteri\w+)\b
\b(?:ignorier\w*|missachte\w*|vergiss|vergesst|uberspring\w*)\b<5> (?:vorgaben|bewertung\w*|anleitung\w*|prompt)\b
\b(?:gib|gebt|geben|vergib|vergeben|bewerte\w*|setze)\b<6> (?:volle|maximale|beste|100|alle)\w*<1> (?:punkt|note)\w*
\b(?:volle|maximale|hochste) (?:punktzahl|punkte|bewertung|note|stufe)\b
\b(?:ignor(?:a|e|ad)|olvid[ae]|descarta|omite)\b<5> (?:instrucciones|rubrica|reglas|criterios|indicaciones)\b
\b(?:ignore|esqueca|desconsidere)\b<5> (?:instrucoes|regras|criterios|rubrica)\b
\b(?:da|dame|dale|deme|otorg[ae]|asign[ae]|pon|ponme|calific[ae])\b<6> (?:maxim[ao]s?|perfect[ao]s?|100)\b
\b(?:puntuacion|calificacion|nota|pontuacao) (?:maxima|perfecta|completa|mas alta)\b
\b(?:ignore[zr]?|oublie[zr]?|neglige[zr]?)\b<5> (?:instructions?|consignes?|regles?|grille|bareme|criteres?|rubrique)\b
\b(?:donne[zr]?|attribue[zr]?|accorde[zr]?|mets|mettez)\b(?:[ -]\w+){0,6} (?:maxim\w+|parfaite?|100|tous les points)\b
\b(?:note|score) (?:maximale?|parfaite?)\b
\b(?:ignora|dimentica)\b<5> (?:istruzioni|rubrica|regole|criteri)\b|\bpunteggio (?:massimo|pieno)\b
\b(?:negeer|vergeet)\b<5> (?:instructies|regels|rubriek|criteria)\b|\b(?:maximale|volle) (?:score|punten)\b
\b(?:zignoruj|ignoruj)\b<5> (?:instrukcj\w+|zasad\w*|kryteri\w+|rubryk\w*)\b
\bmaksymaln\w+ (?:liczb\w+ punktow|ocen\w+|wynik)\b
\b(?:talimatlari|kurallari|yonergeleri) (?:yok say|gormezden gel|unut)\w*|\btam puan\b
"""
_OTHER_SCRIPTS = r"""
(?:忽略|无视|無視|不要理会|忘记|忘掉|跳过).{0,12}(?:指令|指示|说明|規則|规则|评分|評分|标准|標準|提示|要求)
(?:指示|ルーブリック|採点基準|命令).{0,8}(?:無視|忘れ)
满分|滿分|満点|最高点|(?:给|給|打|评|評|判).{0,8}(?:最高分|100 ?分|满级)
(?:игнорируй|забудь|не обращай\w* внимания|пропусти).{0,40}(?:инструкци|рубрик|правил|критери|указани)
(?:поставь|дай|присвой|оцени).{0,40}(?:максимальн|высш|полн|100|все балл)
(?:ігноруй|забудь).{0,40}(?:інструкці|критері|правил)|(?:постав|надай).{0,40}(?:максимальн|найвищ|100)
(?:지시|규칙|기준|루브릭).{0,8}(?:무시|잊)|만점
(?:تجاهل|انس).{0,30}(?:التعليمات|القواعد|المعايير)|(?:الدرجة|العلامة) (?:الكاملة|القصوى)
(?:निर्देश|नियम).{0,20}(?:अनदेखा|भूल)|पूरे अंक
(?:התעלם|תתעלם|שכח).{0,30}(?:ההוראות|הכללים)|ציון מלא
"""
# For letters that were set apart ("i g n o r e"), when nothing tells where words end.
_RUN_TOGETHER = re.compile(
    r"(?:ignore|disregard|forget)\w{0,12}(?:instructions?|rubrics?|rules?|criteria|prompt)"
    r"|(?:full|maximum|max|perfect|top)(?:marks?|scores?|points?|credits?|grades?)"
)
_SPACED = re.compile(r"(?:\b\w[ .\-_*|]+){6,}\w\b")


def _any_of(*lines: str) -> re.Pattern[str]:
    patterns = [line for block in lines for line in block.strip().splitlines()]
    return re.compile(re.sub(r"<(\d)>", r"(?: \\w+){0,\1}", "|".join(patterns)))


_IN_LATIN = _any_of(_ENGLISH, _OTHER_LATIN)
_OF_ANSWERS = _any_of(_ABOUT_ANSWERS)
_IN_OTHER_SCRIPTS = _any_of(_OTHER_SCRIPTS)


def is_instruction(sentence: str) -> bool:
    """Whether a sentence orders the grader about or states a verdict on itself.

    Look-alike letters, invisible characters and letters set apart are seen through. Known in English, German,
    Spanish, Portuguese, French, Italian, Dutch, Polish, Turkish, Russian, Ukrainian, Chinese, Japanese, Korean,
    Arabic, Hindi and Hebrew; in others the sentence stays, and earns nothing because it is about nothing asked.
    """
    as_latin = latin(sentence)
    if _IN_LATIN.search(as_latin) or _IN_OTHER_SCRIPTS.search(readable(sentence)):
        return True
    return any(_RUN_TOGETHER.search(re.sub(r"\W|_", "", run.group())) for run in _SPACED.finditer(as_latin))


def is_about_answers(sentence: str) -> bool:
    """Whether a sentence says what an answer does or should do ("a strong answer names ..."), instead of doing it."""
    return bool(_OF_ANSWERS.search(latin(sentence)))
