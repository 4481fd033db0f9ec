"""Habits observed across an interview: by rules that are stated with what they found, and only where a rule can tell.

What no rule can see is handed back as a question to ask oneself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.interviews.habit_rules import GENERAL, OF_MANY, RULES, SAME, Said, Seen
from bot.core.interviews.script import Script
from bot.core.interviews.state import Session
from bot.core.wording import say

_PARTS, _ANSWERS = 2, 3


@dataclass(frozen=True, slots=True)
class Observation:
    """A habit as it was seen.

    Attributes:
        id: The habit.
        name: What it is called.
        good: Whether the candidate has it; none where no rule can tell, or there was no occasion.
        text: What is said about it, to the candidate.
        because: What was counted; empty where nothing was.
    """

    id: str
    name: str
    good: bool | None
    text: str
    because: str = ""


def observe(script: Script, session: Session) -> tuple[Observation, ...]:
    """The plan's habits, and the general ones it does not name, each by its rule; those without a rule last."""
    said = _said(script, session)
    named = {habit.id: habit for habit in script.plan.debrief.habits}
    found = []
    for habit in named.values():
        seen = _seen(habit.id, said) if habit.id in RULES else None
        if seen is None or seen.good is None:
            found.append(Observation(habit.id, habit.name, None, habit.looks_for, seen.because if seen else ""))
        else:
            text = seen.instead or (habit.strong if seen.good else habit.weak)
            found.append(Observation(habit.id, habit.name, seen.good, text, seen.because))
    further = [(name, _seen(name, said)) for name in GENERAL if not {name, SAME.get(name)} & named.keys()]
    found += [_general(name, seen) for name, seen in further if seen is not None and seen.good is not None]
    return tuple(sorted(found, key=lambda item: item.good is None))


def _seen(habit: str, said: Said) -> Seen | None:
    """What a habit's rule found; an answer or two do not show that one is lacking, nor how somebody mostly speaks."""
    seen = RULES[habit](said)
    enough = len(said.heard) >= _PARTS or len(said.answers) >= _ANSWERS
    if seen is None or enough or (seen.good and habit not in OF_MANY):
        return seen
    return replace(seen, good=None)


def _general(name: str, seen: Seen) -> Observation:
    key = f"interview.habit.{name}"
    told = say(f"{key}.{'strong' if seen.good else 'weak'}", evidence=seen.evidence)
    text = seen.instead or told
    return Observation(name, say(key), seen.good, text, seen.because)


def _said(script: Script, session: Session) -> Said:
    heard = [record for record in session.stages if record.answers and not script.part(record.id).asks_back]
    return Said(script, session, heard, [answer.replace("’", "'") for record in heard for answer in record.answers])
