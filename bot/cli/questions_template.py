"""The template of a new question: valid as it stands, and marked TODO wherever the author has to write."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from bot.core.bank import Skill, Track
from bot.core.bank.question import Slug

_FIRST_SKILL = {
    Track.COMMUNICATION: Skill.SIMPLIFICATION,
    Track.ANALYTICS_CASE: Skill.ANALYTICAL_DESIGN,
    Track.EXPERIMENTATION: Skill.EXPERIMENTATION,
    Track.MACHINE_LEARNING: Skill.MACHINE_LEARNING,
    Track.PRODUCT_SENSE: Skill.PRODUCT_SENSE,
    Track.SQL_AND_DATA: Skill.SQL,
    Track.BEHAVIORAL: Skill.CULTURE,
}

_HEAD = """\
# How each part is to be written: docs/authoring.md. Check it with: greenroom questions check
id: {id}
title: "TODO: a short name for lists"
track: {track}
skills: [{skill}] # 1 to 5; every criterion's skill must be among them
difficulty: 3 # 1: a junior warms up; 5: a staff candidate sweats
seniority: mid # junior, mid, senior or staff
minutes: 10
source: greenroom
# styles: [meta] # company styles that fit
# audience: executive # only where the answer is addressed to one: executive, product-manager or engineer

prompt: |
  TODO: what an interviewer says: a situation with numbers, constraints or a person to convince, then one clear ask.

rubric: # 3 to 6 criteria; the weights sum to 100
"""

_CRITERION = """\
  - id: criterion-{number}
    name: "TODO: criterion {number}"
    weight: {weight}
    skill: {skill}
    key_points: # 2 to 5 ideas, each in 2 to 6 different phrasings
      - id: point-{number}-a
        idea: "TODO: one idea that earns part of this criterion"
        phrasings:
          - "TODO: how one person would type it"
          - "TODO: how another would, in other words"
      - id: point-{number}-b
        idea: "TODO: another idea"
        phrasings:
          - "TODO: how one person would type it"
          - "TODO: how another would, in other words"
    levels: # what is there and what is missing, so that a stranger can tell neighbours apart
      - "TODO: level 0, absent"
      - "TODO: level 1, touched"
      - "TODO: level 2, partly"
      - "TODO: level 3, well"
      - "TODO: level 4, as a senior would"
    probe: "TODO: the follow-up when this is missing; it does not lead"
"""

_MIDDLE = """
mistakes: # confident, wrong, and made by real candidates
  - id: mistake-1
    criterion: criterion-1
    says:
      - "TODO: the mistake as a candidate would type it"
      - "TODO: the same mistake in other words"
    correction: "TODO: what is right, in a sentence that teaches"

hints: # from gentle to strong; none gives the answer away
  - "TODO: a direction"
  - "TODO: a way to break it down"
  - "TODO: most of the way"

model_answer: |
  TODO: what a senior candidate says, 150 to 350 words; it reaches level 4 on every criterion.

answers: # real chat messages, with the level a strict reader gives for each criterion
"""

_ANSWER = """\
  - kind: {kind}
    text: |
      TODO: an answer that is {kind}.
    levels:
      criterion-1: {level}
      criterion-2: {level}
      criterion-3: {level}
    why: "TODO: one line"
"""

_TAIL = """
# sums: # every computed figure, with the arithmetic that shows it is right
#   - claim: 8% of 250 is 20.
#     check: 0.08 * 250 == 20

# sql: # where the model answer holds SQL: tables, and the rows its first ```sql block returns
#   setup: |
#     CREATE TABLE visits (member INTEGER, day TEXT);
#     INSERT INTO visits VALUES (1, '2025-03-01'), (1, '2025-03-04');
#   expected:
#     - [1, 3]
"""

_FOR_EDITORS = "# yaml-language-server: $schema=../schema.json\n"
_WEIGHTS = (40, 30, 30)
_LEVELS = {"weak": 0, "middling": 2, "strong": 3}


def is_slug(text: str) -> bool:
    """Whether a text can be an id."""
    try:
        TypeAdapter(Slug).validate_python(text)
    except ValidationError:
        return False
    return True


def template(question_id: str, track: Track, *, with_schema: bool) -> str:
    """The text of a new question's file.

    Args:
        question_id: Its id.
        track: Its track.
        with_schema: Whether the pack's folder holds `schema.json`, which editors are then told of.
    """
    skill = _FIRST_SKILL[track].value
    criteria = [
        _CRITERION.format(number=number, weight=weight, skill=skill) for number, weight in enumerate(_WEIGHTS, start=1)
    ]
    answers = [_ANSWER.format(kind=kind, level=level) for kind, level in _LEVELS.items()]
    return "".join(
        [
            _FOR_EDITORS if with_schema else "",
            _HEAD.format(id=question_id, track=track.value, skill=skill),
            "\n".join(criteria),
            _MIDDLE,
            "\n".join(answers),
            _TAIL,
        ]
    )
