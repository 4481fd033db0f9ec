"""English around a mock interview: choosing a plan, where it is held, buttons, notes and rating."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MOCK: Final[Mapping[str, str]] = {
    # Choosing a plan
    "mock.title": "Mock interviews",
    "mock.how": (
        "A whole interview in its own time: the interviewer sets the scene, asks, follows up and closes with a debrief. "
        "`mock PLAN` begins one here; `mock PLAN private` holds it with you alone."
    ),
    "mock.none": "No interview plan is installed.",
    "mock.columns": "Plan|Minutes|Parts|About",
    "mock.begin": "Begin {plan}",
    "mock.under-way": "You are in the middle of `{plan}`.",
    "mock.put-away": "You have put `{plan}` away.",
    # Where it is held
    "mock.opening": "A mock interview begins, in this thread. Read along if you like; only the candidate is heard.",
    "mock.opening.candidate": "Candidate",
    "mock.opening.with": "With",
    "mock.aside": "I've written to you in our own conversation. The interview is held there.",
    "mock.stranded": (
        "I can't write any more where your interview `{plan}` is held, so I've put it away and stopped its clock."
        " `mock resume`, here or in a channel, goes on where you were."
    ),
    "mock.debrief.lost": (
        "I can't write any more where your interview `{plan}` was held, so you haven't seen its debrief."
        " Write me anything here, and I'll show it to you."
    ),
    "mock.debrief.late": "Your debrief of **{title}** could not be shown where you held it; here it is.",
    "mock.elsewhere": "Done. The interview goes on where it is held.",
    "mock.thinking": "*One moment, I'm thinking about that.*",
    # Buttons
    "mock.button.hint": "Hint",
    "mock.button.repeat": "Say it again",
    "mock.button.dont-know": "I don't know",
    "mock.button.done": "That's all",
    "mock.button.skip": "Skip",
    "mock.button.time": "Time?",
    "mock.button.pause": "Pause",
    "mock.button.resume": "Resume",
    "mock.button.stop": "Stop",
    "mock.button.transcript": "Transcript",
    "mock.button.notes": "My notes",
    "mock.button.plans": "Interviews",
    "mock.star": "★ {stars}",
    # Notes
    "mock.notes.title": "Notes",
    "mock.notes.none": "No notes yet. `note: ...` adds one.",
    # Rating
    "mock.rate.title": "How was the interviewer?",
    "mock.rate.why": "Why?",
    "mock.rate.points": "What did they do well?",
    "mock.rate.notes": "You gave **{stars} of 5**.",
    "mock.rated": "Thank you, that is kept.",
    "next.interview": "Why this one: the debrief of your mock interview asks for *{skill}*.",
    "interview.resumed.next": "Welcome back. You've heard how that part went, so we go on with the next.",
    # Refusals
    "refused.mock.plan": "There is no interview plan `{plan}`. There are {known}.",
    "refused.mock.running": "You have an interview under way: `{plan}`. Resume it, or stop it, before you begin another.",
    "refused.mock.in-pair": "You are in an interview in pairs, `{plan}`. End that one before you hold one alone.",
    "refused.mock.none": "There is no interview of yours to go on with. `mock` lists the plans.",
    "refused.mock.not-yours": "That is somebody else's interview. `mock` begins one of your own.",
    "refused.mock.over": "That interview is over. `mock` begins another.",
    "refused.mock.not-over": "That comes with the debrief, once the interview is over.",
    "refused.mock.state.plan": (
        "That interview cannot go on: its plan has changed since it began. It is ended; `mock` begins another."
    ),
    "refused.mock.state.version": (
        "That interview was kept by a newer Greenroom than this one, and cannot be read until that is installed."
    ),
    "refused.mock.state.unreadable": "That interview cannot be read any more. `mock` begins another.",
}
