"""English for interviews of two members: the invitation, the reader's panel, and the debrief for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PAIRS: Final[Mapping[str, str]] = {
    # The card in the channel
    "pair.title": "Interview in pairs: {title}",
    "pair.reader": "Interviewer",
    "pair.candidate": "Candidate",
    "pair.asked": "Asked",
    "pair.asked.unknown": "the one who was named",
    "pair.nobody": "nobody yet",
    "pair.time": "Time",
    "pair.time.value": "{minutes} min, {parts}",
    "pair.parts.one": "{count} part",
    "pair.parts.many": "{count} parts",
    "pair.open": (
        "One reads the interviewer's script with the rubric in hand and gives the scores, the other answers, aloud or in "
        "writing. Who takes part?"
    ),
    "pair.ready": (
        "Both are here. Find a quiet place or a call, then start: script and rubric come to the interviewer alone, as "
        "direct messages. Until then you can swap."
    ),
    "pair.part": "Part {number} of {count}: **{title}**",
    "pair.until": "It runs until {time} ({zone}).",
    "pair.standing": "The clock is stopped.",
    "pair.over.done": "It's over. Both have the debrief as a direct message.",
    "pair.over.stopped": "It was stopped. Both have a debrief on what there is as a direct message.",
    "pair.over.called-off": "It was called off.",
    "pair.over.left": "One of the two has left Greenroom, so it's over, and what was noted is erased.",
    "pair.question": "The question, as the interviewer shows it:",
    # The invitation to one member
    "pair.invitation": "Somebody asks you for an interview in pairs. Which of the two would you like to be?",
    "pair.invitation.by": "Asked by",
    "pair.invitation.over": "That's settled; nothing more to do here.",
    # The panel
    "pair.facts.title": "Facts to answer from: {title}",
    "pair.facts.how": (
        "Tell what the candidate asks for, the same way each time. What isn't here is theirs: “Assume what you need, and "
        "say that you do.”"
    ),
    "pair.facts.item": "- **{asked}** {answer}",
    "pair.facts.none": "This plan has no facts to ask for. What the candidate needs, they assume and say so.",
    "pair.script.title": "Part {number} of {count}: {title} · {minutes} min",
    "pair.script.you": "You are **{name}**, {role}. {manner}",
    "pair.script.goal": "To find out: {goal}",
    "pair.script.say": "**Say first**, with a pause after each:",
    "pair.script.ask": "Ask",
    "pair.script.replies": "**When they ask about the job:**",
    "pair.script.listen": "**Listen for**",
    "pair.script.listen.item": "- {letter}. **{name}**: {ideas}",
    "pair.script.move-on": "**When the time is up:** {text}",
    "pair.sheet.title": "Scores, part {number} of {count}: {title}",
    "pair.sheet.how": "The levels are yours to give, from 0 to 4; the same button once more takes one back.",
    "pair.sheet.unscored": "This part has no rubric: nothing to score, so listen and note.",
    "pair.sheet.criterion": "**{letter}. {name}** · {weight} of 100",
    "pair.sheet.criterion.given": "**{letter}. {name}** · {weight} of 100 · given: {level}",
    "pair.sheet.level": "- {level}: {line}",
    "pair.sheet.level.given": "- **{level}: {line}**",
    "pair.sheet.aloud": "Read aloud",
    "pair.sheet.note": "your note on {name}",
    "pair.sheet.note.general": "your note on this part",
    "pair.sheet.counts": "{hints}, {probes}.",
    "pair.sheet.hints.one": "{count} hint given",
    "pair.sheet.hints.many": "{count} hints given",
    "pair.sheet.probes.one": "{count} follow-up asked",
    "pair.sheet.probes.many": "{count} follow-ups asked",
    "pair.sheet.crowded": "That's more than three follow-ups in this part. Let them finish, or go on.",
    "pair.sheet.over": "This interview is over; the debrief stands below.",
    "pair.desk.over": "The clock is stopped for good. Thank you for interviewing.",
    "pair.sheet.left": "The other one has left Greenroom, so this interview is over, and what was noted is erased.",
    "pair.time-up": "The time for “{title}” is used up. {text}",
    "pair.farewell": (
        "The other one has left Greenroom and had everything of theirs erased, so your interview in pairs is over. "
        "Invite somebody else whenever you like."
    ),
    "pair.lost.card": (
        "I can't write any more in the channel in which you met, so the clock is stopped. `pair action=resume` in another "
        "channel, or *Resume* once I can write in the old one again, goes on where you were."
    ),
    "pair.lost.reader": (
        "I can't write to the interviewer in private, so the clock is stopped. Once they take direct messages, press "
        "Resume."
    ),
    # Buttons
    "pair.button.reader": "I'll interview",
    "pair.button.candidate": "I'll answer",
    "pair.button.call-off": "Call off",
    "pair.button.start": "Start",
    "pair.button.swap": "Swap roles",
    "pair.button.pause": "Pause",
    "pair.button.resume": "Resume",
    "pair.button.stop": "Stop",
    "pair.button.stop.sure": "Stop for good",
    "pair.button.hint": "Give a hint",
    "pair.button.probe": "Ask on",
    "pair.button.note": "Note",
    "pair.button.show": "Show the question to all",
    "pair.button.back": "Back",
    "pair.button.next": "Next part",
    "pair.button.finish": "Finish",
    "pair.button.rate": "Rate your interviewer",
    "pair.button.level": "{letter}{level}",
    "pair.button.level.given": "{letter}{level} ✓",
    # What is said to whoever pressed something
    "pair.did.joined.reader": "You interview. Script, facts and rubric come to you as direct messages once you start.",
    "pair.did.joined.candidate": "You answer. Once it starts you see here which part runs and until when.",
    "pair.did.swap": "Swapped.",
    "pair.did.start.reader": "It has started. Script, facts and scores are in your conversation with me.",
    "pair.did.start.candidate": "It has started. The interviewer has the script; listen, and take your time.",
    "pair.did.pause": "The clock is stopped.",
    "pair.did.resume": "The clock runs again.",
    "pair.did.plan-gone": "That's it. The plan is no longer there, so there is no debrief.",
    "pair.did.stop": "That's it. The debrief comes as a direct message.",
    "pair.stop.sure": "Stop for good? You both get the debrief on what there is, and it cannot be gone on with.",
    "pair.did.call-off": "Called off.",
    "pair.did.rate": "Thank you. Your interviewer sees it in their debrief.",
    "pair.did.note": "Noted.",
    # What is not possible, and what is instead
    "pair.refused.gone": "This interview in pairs is gone. `pair` begins another.",
    "pair.refused.over": "This interview in pairs is over. `pair` begins another.",
    "pair.refused.alone": "Nobody has joined yet. As soon as somebody does, you can start.",
    "pair.refused.not-yours": "Only the two who take part can do that. `pair` begins one of your own.",
    "pair.refused.not-the-reader": "That's the interviewer's. You hear how it went in the debrief.",
    "pair.refused.not-the-candidate": "The interviewer is rated by the candidate.",
    "pair.refused.not-invited": "Somebody else was asked here. `pair` begins one of your own.",
    "pair.refused.taken": "Somebody was quicker. `pair` begins one of your own.",
    "pair.refused.yourself": "It takes two: somebody else has to join.",
    "pair.refused.started": "It has started, so the roles stay as they are. Stop it to begin anew.",
    "pair.refused.not-started": "It has not started yet. Press Start first.",
    "pair.refused.not-over": "You can rate your interviewer once it's over.",
    "pair.refused.option": "I can't make sense of “{detail}” here.",
    "pair.refused.no-channel": (
        "Interviews in pairs begin in a channel where the other one is, too. Write `pair` there; by yourself, `mock` "
        "holds an interview here."
    ),
    "pair.refused.running": "You are in an interview in pairs already, “{title}”. End that one first.",
    "pair.refused.interviewing": "One of you holds an interview alone just now. End that one first.",
    # At one keyboard
    "pair.seat.how": (
        "You interview; the other one answers aloud and does not see this screen. `A3 B2` gives levels, `A: words` notes "
        "what they said on A, `note: words` on the part. Words: `hint`, `ask`, `next`, `back`, `pause`, `resume`, "
        "`script`, `scores`, `facts`, `stop`."
    ),
    "pair.seat.reader": "you",
    "pair.seat.candidate": "beside you",
    "pair.seat.unknown": (
        "I know levels such as `A3 B2`, notes such as `A: words`, and `hint`, `ask`, `next`, `back`, `pause`, `resume`, "
        "`script`, `scores`, `facts`, `stop`."
    ),
    # Choosing a plan
    "pair.plans.title": "Interview in pairs",
    "pair.plans.how": (
        "One reads the interviewer's script with the rubric in hand, the other answers, and both get the debrief. Choose a "
        "plan, or write `pair @somebody PLAN`."
    ),
    "pair.plans.item": "- `{plan}` {title}, {minutes} min",
    "pair.form.plan": "Plan",
    "pair.form.member": "Whom do you ask?",
    "pair.form.member.help": "Their mention, such as @ada; leave it empty for anybody here.",
    "pair.form.role": "You would like to",
    "pair.form.role.reader": "interview",
    "pair.form.role.candidate": "answer",
    "pair.form.send": "Invite",
    "pair.form.note.title": "A note",
    "pair.form.note.criterion": "On what",
    "pair.form.note.general": "This part as a whole",
    "pair.form.note.text": "What they said that earned it, or did not",
    "pair.form.note.both": "You both see it in the debrief.",
    "pair.form.note.send": "Keep it",
    "pair.form.rate.title": "How was your interviewer?",
    "pair.form.rate.stars": "From 1 to 5",
    "pair.form.rate.points": "What they did well",
    "pair.form.rate.why": "Why?",
    "pair.form.rate.send": "Send",
    # The debrief
    "pair.debrief.title": "Debrief: {title}",
    "pair.debrief.by": "Scored by",
    "pair.debrief.of": "Candidate",
    "pair.debrief.person": (
        "A person gave these scores, with the rubric in hand. They stand by themselves: no leaderboard, no streak and no "
        "skill chart counts them."
    ),
    "pair.debrief.overall": "Overall {score}, over {parts}.",
    "pair.debrief.nothing": "No criterion was scored, so there is no total.",
    "pair.debrief.unopened.one": "{count} part was not reached.",
    "pair.debrief.unopened.many": "{count} parts were not reached.",
    "pair.debrief.stage": "{title} · {score}",
    "pair.debrief.unscored": "not scored",
    "pair.debrief.some": "{scored} of {count} criteria were scored; the points are those of the scored ones.",
    "pair.debrief.level": "{level} of 4",
    "pair.debrief.wrote": "written by the candidate",
    "pair.debrief.noted": "noted for {name}",
    "pair.debrief.noted.general": "noted for this part",
    "pair.debrief.adds": "What a top candidate adds:",
    "pair.debrief.adds.item": "- **{name}**: {ideas} *For level {level}:* {line}",
    "pair.debrief.reading": "How you interviewed",
    "pair.debrief.reading.all-in-time": "- Time: all {count} parts were in time.",
    "pair.debrief.reading.one-in-time": "- Time: the one part was in time.",
    "pair.debrief.reading.late": "- Time: {in_time} of {count} parts in time; “{title}” ran over by {minutes}.",
    "pair.debrief.reading.helped": "- Help: {hints}, {probes}.",
    "pair.debrief.reading.crowded": "- More than three follow-ups in {titles}: fewer, and longer pauses, get longer answers.",
    "pair.debrief.reading.scored": "- Scores: {scored} of {criteria} criteria, {explained} of them with a note that says why.",
    "pair.debrief.reading.unexplained": (
        "- Next time, note a few of their own words for each score. They are what a candidate learns most from."
    ),
    "pair.debrief.rated": "What the candidate says",
    "pair.debrief.rated.stars": "{stars} of 5",
    "pair.debrief.rated.points": "They liked:",
    "pair.debrief.not-rated": "The candidate can rate you below their own debrief; what they say appears here.",
}
