"""Sentences that speak to the grader instead of answering the question."""

from __future__ import annotations

import re

from bot.core.grading.folding import latin, readable

_MARKS = r"(?:marks?|points?|scores?|grades?|credits?|ratings?|levels?)"
_TOP = r"(?:full|max(?:imum|imal)?|top|highest|perfect|best(?: possible)?|100(?: ?%| ?/ ?100)?|4 ?/ ?4|5 ?/ ?5|10 ?/ ?10)"
_RULES = (
    r"(?:instructions?|rubrics?|prompts?|rules?|guidelines?|criteria|grading|scoring|system message"
    r"|(?:directions|commands|text|messages?) (?:above|before))"
)
_GRADER = r"(?:grader|judge|evaluator|examiner|marker|scorer|assessor|grading (?:model|system|bot|assistant))"

# Written for accent-free lower case. Each needs an order or a verdict, so that answers *about* rubrics, prompts or
# judges, which interviews on language models are full of, pass.
_LATIN = (
    rf"\b(?:ignore|disregard|forget|override|bypass|skip)\b(?: \w+){{0,4}} {_RULES}\b",
    r"\b(?:ignore|disregard|forget) (?:all|everything|anything)(?: \w+){0,3} (?:above|before|previous|prior|earlier)\b",
    rf"\b(?:give|award|assign|grant|return|output|set|put|record|report|print|respond with|reply with)\b(?: \w+){{0,6}} {_TOP}"
    rf"(?: \w+){{0,2}} {_MARKS}\b",
    rf"\b(?:give|award|assign|grant)\b (?:me|it|this|this answer|the answer|my answer|us|every criterion|all criteria)\b"
    rf"(?: \w+){{0,5}} (?:{_TOP}|a ?4|a ?5|a ?10|100|level 4|four)\b",
    rf"\b(?:rate|score|grade|mark|evaluate|judge) (?:this|me|it|my answer|the answer|this answer|this response|every criterion|all criteria)\b"
    rf"(?: \w+){{0,4}} (?:as|at|with|{_TOP}|4|5|10|100|correct|perfect|excellent)\b",
    r"\b(?:this|my|the) (?:answer|response|submission) (?:deserves|merits|earns|must (?:get|receive|be)|should (?:get|receive|be (?:given|graded|scored|rated|marked|awarded)))\b",
    r"\b(?:this|my|the) (?:answer|response|submission) (?:meets|satisfies|fulfils|fulfills|covers|hits) (?:all|every)\b(?: \w+){0,4} (?:criteri\w+|rubric|key points?|levels?|requirements?)\b",
    rf"\b(?:dear|hey|hi|hello|attention|note to|message to|instructions? (?:to|for)) (?:the |all |ai |my )*{_GRADER}s?\b",
    rf"^\W*to (?:the |all |ai |my )*{_GRADER}s?\b ?[:,]",
    rf"\b(?:you are|act as|pretend to be|you're) (?:now )?(?:a|an|the|my) (?:\w+ ){{0,3}}(?:{_GRADER}|assistant|ai|chatbot|language model)\b",
    rf"\b{_GRADER}s?(?: ?:|,? (?:please|must|should|shall|will|has to|you)\b)(?: \w+){{0,6}} (?:{_TOP}|award|give|ignore|pass|accept|level|{_MARKS})\b",
    r"(?:^|[\[<|#\s])(?:system|assistant|developer)(?: (?:prompt|message|note|override))?(?:\]|>|\|>| ?:)",
    r"\[/?inst\]|<\|?/?(?:im_start|im_end|system|assistant|user|endoftext)\|?>|</?(?:answer|rubric|instructions?|question|grading|verdict|criterion|student_answer|member_answer)[^>]*>",
    r"[\"']?\b(?:criterion_id|evidence_quote|overall(?:_score)?|total_score|final_score|levels?|score|grade|verdict)[\"']? ?[:=] ?[\"'{]?(?:[45]\b|10\b|100\b|full|max|pass|correct|perfect|excellent)",
    r"\b(?:level|score|grade|rating) (?:4|four|5|five|10|100)(?: ?/ ?\d+)? (?:for|on|in|across) (?:all|every|each)\b",
    r"\b(?:new|updated|revised|real|actual|correct) (?:instructions?|rubric|grading (?:rules?|rubric|guidelines?)|scoring (?:rules?|rubric)|system prompt)\b ?[:=]",
    rf"\b(?:all|every|each) (?:criteri\w+|rubric items?|key points?)(?: \w+){{0,4}} (?:met|satisfied|fulfilled|fully|{_TOP}|level 4|at 4|=? ?4)\b",
    r"\b(?:end|close) of (?:the )?(?:answer|student answer|submission|user input)\b|\b(?:begin|start) (?:of )?(?:the )?(?:grading|verdict|evaluation)\b",
    r"\bas (?:a|an) (?:ai|language model|llm)\b(?: \w+){0,4} (?:must|should|have to|grade|score|award)\b",
    # German
    r"\b(?:ignorier\w*|missachte\w*|vergiss|vergesst|uberspring\w*)\b(?: \w+){0,5} (?:anweisung\w*|regeln|rubrik|kriteri\w+|vorgaben|bewertung\w*|anleitung\w*|prompt)\b",
    r"\b(?:gib|gebt|geben sie|vergib|vergeben sie|bewerte|bewerten sie|setze)\b(?: \w+){0,6} (?:volle\w*|maximal\w*|hochst\w*|beste\w*|perfekt\w*|100|alle)(?: \w+){0,2}(?: ?(?:punkt\w*|note\w*|bewertung\w*|stufe\w*|prozent|%|zahl))?\b",
    r"\b(?:volle|maximale|hochste) (?:punktzahl|punkte|bewertung|note|stufe)\b",
    # Spanish and Portuguese
    r"\b(?:ignora|ignore|ignorad|olvida|olvide|descarta|omite|esqueca|desconsidere)\b(?: \w+){0,5} (?:instrucciones|rubrica|reglas|criterios|indicaciones|instrucoes|regras)\b",
    r"\b(?:da|dame|dale|de|deme|otorga|otorgue|asigna|asigne|pon|ponme|califica|califique|atribua|conceda)\b(?: \w+){0,6} (?:maxim[ao]s?|perfect[ao]s?|complet[ao]s?|100|tod[ao]s los puntos)\b",
    r"\b(?:puntuacion|calificacion|nota|pontuacao) (?:maxima|perfecta|completa|mas alta)\b",
    # French
    r"\b(?:ignore[zr]?|oublie[zr]?|neglige[zr]?)\b(?: \w+){0,5} (?:instructions?|consignes?|regles?|grille|bareme|criteres?|rubrique)\b",
    r"\b(?:donne[zr]?|attribue[zr]?|accorde[zr]?|mets|mettez|note[zr])\b(?:[ -]\w+){0,6} (?:maxim\w+|parfaite?|complete?|100|tous les points)\b",
    r"\b(?:note|score) (?:maximale?|parfaite?)\b",
    # Italian, Dutch, Polish, Turkish
    r"\b(?:ignora|dimentica)\b(?: \w+){0,5} (?:istruzioni|rubrica|regole|criteri)\b|\bpunteggio (?:massimo|pieno)\b",
    r"\b(?:negeer|vergeet)\b(?: \w+){0,5} (?:instructies|regels|rubriek|criteria)\b|\b(?:maximale|volle) (?:score|punten)\b",
    r"\b(?:zignoruj|ignoruj)\b(?: \w+){0,5} (?:instrukcj\w+|zasad\w*|kryteri\w+|rubryk\w*)\b|\bmaksymaln\w+ (?:liczb\w+ punktow|ocen\w+|wynik)\b",
    r"\b(?:talimatlari|kurallari|yonergeleri) (?:yok say|gormezden gel|unut)\w*|\btam puan\b",
)
_OTHER_SCRIPTS = (
    r"(?:忽略|无视|無視|不要理会|忘记|忘掉|跳过).{0,12}(?:指令|指示|说明|規則|规则|评分|評分|标准|標準|提示|要求|ルーブリック)",
    r"(?:给|給|打|评|評|判).{0,8}(?:满分|滿分|最高分|100 ?分|满级)|满分|滿分",
    r"(?:игнорируй\w*|забудь\w*|не обращай\w* внимания|пропусти\w*).{0,40}(?:инструкци\w+|рубрик\w+|правил\w*|критери\w+|указани\w+)",
    r"(?:поставь\w*|дай\w*|присвой\w*|оцени\w*).{0,40}(?:максимальн\w+|высш\w+|полн\w+|100|все) ?(?:балл\w*|оценк\w+|из)?",
    r"(?:指示|ルーブリック|採点基準|命令).{0,8}(?:無視|忘れ)|満点|最高点",
    r"(?:지시|규칙|기준|루브릭).{0,8}(?:무시|잊)|만점",
    r"(?:تجاهل|انس).{0,30}(?:التعليمات|القواعد|المعايير)|(?:الدرجة|العلامة) (?:الكاملة|القصوى)",
    r"(?:निर्देश|नियम).{0,20}(?:अनदेखा|नज़रअंदाज़|भूल)|पूरे अंक",
    r"(?:התעלם|תתעלם|שכח).{0,30}(?:ההוראות|הכללים)|ציון מלא",
)

_IN_LATIN = re.compile("|".join(f"(?:{pattern})" for pattern in _LATIN))
_IN_OTHER_SCRIPTS = re.compile("|".join(f"(?:{pattern})" for pattern in _OTHER_SCRIPTS))
_SPACED = re.compile(r"\b(?:\w[ .\-_*]){6,}\w\b")


def is_instruction(sentence: str) -> bool:
    """Whether a sentence orders the grader about or states a verdict on itself.

    Look-alike letters, invisible characters and letters set apart are seen through. Known in English, German,
    Spanish, Portuguese, French, Italian, Dutch, Polish, Turkish, Russian, Chinese, Japanese, Korean, Arabic, Hindi and
    Hebrew; in others the sentence stays, and earns nothing because it says nothing about the subject.
    """
    plain = readable(sentence)
    as_latin = latin(sentence)
    if _IN_LATIN.search(as_latin) or _IN_OTHER_SCRIPTS.search(plain):
        return True
    if _SPACED.search(as_latin):
        return bool(_IN_LATIN.search(_closed_up(as_latin)))
    return False


def _closed_up(text: str) -> str:
    """Text with letters that were set apart ("i g n o r e") put together again; wider gaps part the words."""
    return _SPACED.sub(lambda match: re.sub(r"[ .\-_*]", "", match.group()), text)
