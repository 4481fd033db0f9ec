"""English inside a mock interview: what interviewers say beside the plan, the debrief, and the transcript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

INTERVIEWS: Final[Mapping[str, str]] = {
    # Interview plans
    "plan.minutes": "Time",
    "plan.feedback": "Feedback",
    "plan.feedback.after-each": "after each answer",
    "plan.feedback.at-the-end": "at the end",
    "plan.columns": "Stage|With|Min",
    # Mock interviews: what an interviewer says beside the plan
    "interview.words": (
        "At any time you can say `hint`, `repeat`, `skip`, `pause`, `time?` or `stop`, and `I don't know` is an answer too. "
        "A line that begins with `note:` goes into your notes."
    ),
    "interview.take-your-time.0": "Take your time. I'm listening.",
    "interview.take-your-time.1": "Whenever you're ready.",
    "interview.take-your-time.2": "No hurry.",
    "interview.more.0": "Go on, I'm listening.",
    "interview.more.1": "Mm-hm.",
    "interview.more.2": "I'm with you. Say `that's all` when you're there.",
    "interview.added": "I've added that. Go on if there is more; else my question stands.",
    "interview.why": "What makes you say so?",
    "interview.rephrase": (
        "Let me put it once more. Then tell me how you understand it, and we'll go by that; there's more than one good way."
    ),
    "interview.process": "As you like, and as you'd do it at work: choose, tell me in half a sentence, and go on.",
    "interview.motive": "To see how you think about it; there's no trick in it. Take it as you find it.",
    "interview.small-talk": "I'm well, thank you, and all ears. Whenever you're ready.",
    "interview.machine": (
        "I'm {name}, a part that a program plays; there's no person behind me. Talk to me as you would to one, and go on "
        "when you're ready."
    ),
    "interview.greeting": "Good to meet you, too. Begin whenever you like.",
    "interview.nothing-yet": (
        "This part has only begun, and nothing of it is answered yet. Say what comes to mind first; `hint` gives a way in, "
        "`skip` takes us on."
    ),
    "interview.off.terms": "Keep that for the last part, please; it's there for your questions.",
    "interview.off.terms.never": "That isn't mine to tell, I'm afraid. I only know the case.",
    "interview.off.who": "After me: {names}. Until then it's the two of us, and my question.",
    "interview.off.who.nobody": "Nobody; it's the two of us to the end.",
    "interview.off.elsewhere": "Another time, gladly. For now let's stay here; my question stands.",
    "interview.off.turned": "I'd rather hear it from you. A rough start is fine.",
    "interview.off.said-before": "Then it's in: I keep all that you say in a part. If there's no more, say `that's all`.",
    "interview.off.bare": "That leaves it open. A word more, please; or say `that's all`, and we go on from what you have said.",
    "interview.off.example": "I'd rather have yours. If you'd like a push, say `hint`.",
    "interview.off.more-facts": "Gladly. Ask me for one thing at a time; what I know, I'll tell you.",
    "interview.off.strain": (
        "That's all right; this is practice, and nobody is in a hurry. Begin with what you're surest of. `hint` gives a way in."
    ),
    "interview.off.complaint": (
        "I hear you, and I don't mean to wear you out. Answer in your own way, or leave it: `that's all` or `skip` takes us on."
    ),
    "interview.off.refusal": "That's your right. `skip` takes us on; or tell me as much of it as you like.",
    "interview.off.language": "Let's stay with English, please: I ask in it, and what I weigh answers against is in it.",
    "interview.off.language.answer": (
        "I've put that down as you said it. What I weigh answers against is in English, so English is surer: say it again "
        "in English if you can, however simply."
    ),
    "interview.verdict": (
        "I'd rather not say yet, one way or the other. Change or add what you like; if there's nothing, say `that's all`."
    ),
    "interview.early.at-the-end": (
        "We look back when we're through, on all of it. To end here, say `stop`, and I'll go by what there is. Otherwise my "
        "question stands."
    ),
    "interview.early.after-each": (
        "You hear how this part went once it's answered, and the rest when we're through. To end here, say `stop`. Otherwise "
        "my question stands."
    ),
    "interview.noted.one": "Noted: {count} bullet for this part.",
    "interview.noted.many": "Noted: {count} bullets for this part.",
    "interview.no-hint": "I have no further hint here. Say what you have; a start is worth more than silence.",
    "interview.unknown": (
        "Fair enough, and honest. What comes closest, or how would you find out? If you'd like a way in, say `hint`; `skip` "
        "takes us on."
    ),
    "interview.unknown.on": "That's fine to say.",
    "interview.assume.0": "I can't tell you that. Assume what you need, and say that you do; we'll both hold on to it.",
    "interview.assume.1": "I have nothing on that. Take what seems sensible, and tell me what you've taken.",
    "interview.assume.2": "That's not known to me, either. Settle it as you need it, and say how, so that I can follow.",
    "interview.choice": "You weigh that: what speaks for it, and what against?",
    "interview.meaning": "Take the word as you'd use it at work, and tell me in half a sentence how that is.",
    "interview.sums": "Work it out from what you have, and round as you like; then tell me the figure.",
    "interview.sums.on": "I'll leave the sums to you. Go on from there.",
    "interview.yours": "That's part of my question, so it's yours to say.",
    "interview.as-said": "As I said: {said}",
    "interview.assumed": "There I know no more than you. You have said what you assume, so let's stay with it:",
    "interview.assume.noted": "Good, let's go by that. And my question?",
    "interview.assume.yes": "Yes, do. I'll hold on to it as well.",
    "interview.not-mine.0": "That I can't answer well, and I'd rather not guess. What else would you like to know?",
    "interview.not-mine.1": "I don't know enough of that to tell you. Ask me another, if you like.",
    "interview.not-mine.2": "There I'd only be making it up. What else can I tell you?",
    "interview.your-questions": "Thank you. What would you like to ask me?",
    "interview.push-back": "You see it differently. Good to know the reason; I'll weigh it.",
    "interview.push-back.why": "You see it differently. Tell me why, and I'll weigh it.",
    "interview.objection": "I've put your objection with your answer, and it will be weighed there. Now back to the question.",
    "interview.hidden.at-the-end": (
        "How I score, and what I hope to hear, I keep to myself until we're through; at the end you hear all of it. "
        "Back to the question, if you like."
    ),
    "interview.hidden.after-each": (
        "How I score, and what I hope to hear, I keep to myself until you've answered; then you hear it at once. "
        "Back to the question, if you like."
    ),
    "interview.refused.empty": "I didn't hear anything. Say it in a few words, or `repeat` for the question.",
    "interview.refused.no-words": "I can't read that as words. Say it in a sentence, or `repeat` for the question.",
    "interview.refused.not-text": "That isn't text that I can read. Please write it out.",
    "interview.refused.too-long": (
        "That is more than I can take in: there is room for {left} more characters in this part. Please say it shorter, or "
        "`skip` to go on with what I have."
    ),
    "interview.on.0": "Thank you. Let me take us on.",
    "interview.on.1": "Thanks. Let's leave it there and go on.",
    "interview.on.2": "All right, let's leave this part here. On we go.",
    "interview.on.3": "Thank you, that's noted. Let's go to the next part.",
    "interview.heard": "Thank you. Let me tell you how that came across.",
    "interview.last": "Thank you. That was the last part.",
    "interview.unanswered": "That's all right, nobody has an answer to everything. Let's go on.",
    "interview.unanswered.last": "That's all right, nobody has an answer to everything. That was the last part.",
    "interview.skipped": "Fine, we leave this one out. It counts neither for you nor against you.",
    "interview.paused": "The clock is stopped. Say `resume` when you're back; nothing is lost.",
    "interview.paused.already": "The clock is stopped already. Say `resume` when you're back.",
    "interview.away": (
        "Are you still there? This part's time is up and I've heard nothing, so I've stopped the clock. Say `resume`, or just "
        "answer, and you get a little more."
    ),
    "interview.parked": "I've put our interview away for now. Whenever you like, say `resume` and we go on at the same sentence.",
    "interview.resumed": "Welcome back. You have {left} left for this part.",
    "interview.time": "About {stage} left for this part, and {whole} for the whole.",
    "interview.warning": "A word on time: about {left} left for this part.",
    "interview.warning.whole": "And about {left} left for the whole interview.",
    "interview.stop.which": "Do you mean our interview? Then say `stop`. If it's something in the case, tell me a word more.",
    "interview.stopped": "Let's stop here then, and look back on what there is.",
    "interview.rate": "And how was I? Give me 1 to 5 and a reason. {question}",
    "interview.rated": "Thank you, that is kept. I read the reasons more closely than the number.",
    "interview.goodbye": "Thank you for your time, and goodbye. Begin another whenever you like.",
    "interview.over": "This interview is over. Begin another whenever you like.",
    "interview.over.stopped": "This interview is stopped. Say `resume` to go on where we were, or begin another.",
    # Mock interviews: what is said of a stage
    "interview.score": "{total} of 100",
    "interview.score.about": "about {low} to {high} of 100",
    "interview.score.estimate": "about {low} to {high} of 100 by an estimate of what it covers",
    "interview.evaluation": "“{title}”: {score}.",
    "interview.evaluation.best": "Strongest on “{name}”.",
    # Mock interviews: the debrief
    "interview.debrief.title": "Debrief: {title}",
    "interview.debrief.overall": "Overall {score}, over {parts}.",
    "interview.debrief.parts.one": "{count} part",
    "interview.debrief.parts.many": "{count} parts",
    "interview.debrief.nothing": "There is no answer to look back on, so there is no score.",
    "interview.debrief.estimate": (
        "This is an offline estimate of what the answers cover, by comparing passages with the rubrics. It cannot tell "
        "whether they are right."
    ),
    "interview.debrief.stage": "{title} · {score}",
    "interview.debrief.skipped": "left out",
    "interview.debrief.unreached": "not reached",
    "interview.debrief.unanswered": "no answer",
    "interview.debrief.ungraded": "not scored",
    "interview.debrief.adds": "What a top candidate adds:",
    "interview.debrief.quoted": "counts for {criterion}",
    "interview.debrief.hints.one": "{count} hint was given.",
    "interview.debrief.hints.many": "{count} hints were given.",
    "interview.debrief.habits": "What I noticed",
    "interview.debrief.habit": "**{name}.** {text}",
    "interview.debrief.unjudged": "What no rule can tell; ask yourself, or somebody who read along",
    "interview.debrief.practise": "Practise next",
    "interview.debrief.practise.item": "**{criterion}** ({skill}), from “{stage}”. Try: {questions}",
    "interview.debrief.practise.item.missing": (
        "**{criterion}** ({skill}), from “{stage}”. First of all: {missing} Try: {questions}"
    ),
    "interview.debrief.panel": "How each of us sees it",
    "interview.debrief.panel.columns": "Who|View|Why",
    "interview.debrief.recommendation": "Together",
    # Mock interviews: the panel
    "interview.view.strong-yes": "strong yes",
    "interview.view.yes": "yes",
    "interview.view.unsure": "unsure",
    "interview.view.no": "no",
    "interview.view.none": "no view",
    "interview.view.why": "{score}; best on {best}, least on {least}",
    "interview.view.why.best": "{score}; best on {best}",
    "interview.view.why.least": "{score}; least on {least}",
    "interview.view.why.none": "heard no answer",
    "interview.recommend.hire": "Hire",
    "interview.recommend.lean-hire": "Lean to hire",
    "interview.recommend.lean-no": "Lean not to hire",
    "interview.recommend.no-hire": "Do not hire",
    "interview.recommend.open": "No recommendation",
    "interview.recommend.counts": "{yes} for, {unsure} unsure, {no} against; over all {score}.",
    "interview.recommend.for": "What speaks for it: {names}.",
    "interview.recommend.against": "What speaks against it: {names}.",
    "interview.recommend.missing": "{names} heard no answer and have no view.",
    "interview.recommend.estimate": "It rests on estimates of coverage: take it as practice, not as a verdict.",
    # Mock interviews: habits
    "interview.habit.thinking-aloud": "Thinking aloud",
    "interview.habit.thinking-aloud.strong": "You said where you were going: “{evidence}” and the like.",
    "interview.habit.thinking-aloud.weak": "Few of your answers announce their path. Say the plan in a sentence first, then go through it.",
    "interview.habit.question-asked": "Answering what was asked",
    "interview.habit.question-asked.strong": "Your answers stayed with the question on the table.",
    "interview.habit.question-asked.weak": "In places you answered another question. Say the question back in your own words first.",
    "interview.habit.concision": "Concise",
    "interview.habit.concision.strong": "You made your points and stopped.",
    "interview.habit.concision.weak": "Some answers ran long. Lead with the point, give one reason, and stop.",
    "interview.habit.structure": "Structure",
    "interview.habit.structure.strong": "Your answers had parts one could count.",
    "interview.habit.structure.weak": "Your answers came in one piece. Number two or three parts, and say when you go from one to the next.",
    "interview.habit.i-dont-know": "Honesty about limits",
    "interview.habit.i-dont-know.strong": "You said where your knowledge, or the data, ended.",
    "interview.habit.i-dont-know.weak": "You never said that you don't know or assume something. “I don't know, I'd find out by …” scores better than a detour.",
    "interview.habit.specifics": "Asking for specifics",
    "interview.habit.specifics.strong": "You asked for facts and built on them.",
    "interview.habit.specifics.weak": "You asked for hardly any facts. Two questions at the start of each part count in your favour.",
    "interview.habit.notes": "Notes",
    "interview.habit.notes.strong": "Your notes are in short bullets, part by part.",
    "interview.habit.notes.weak": "Your notes are missing in parts, or hard to read back. A block for each part, six words a bullet.",
    "interview.habit.because.signposts": "answers that announce an order or a plan: {hits} of {count}",
    "interview.habit.because.on-topic": "parts in which your words are those of the question: {hits} of {count}",
    "interview.habit.because.off-topic": "hardly a word of the question's subject in {parts}",
    "interview.habit.because.length": "answers: {count}; half of them have at most {words} words; more than 250 words: {off}",
    "interview.habit.because.structure": "longer answers that are numbered, labelled or ordered in two places: {hits} of {count}",
    "interview.habit.because.unknown": "limits or assumptions that you named: {count}",
    "interview.habit.because.asked": "questions you asked: {count}; answered from the facts: {known}; asked before you began to answer: {early}",
    "interview.habit.because.notes": "parts with notes: {hits} of {count}; words a bullet: {words}",
    "interview.habit.because.notes.none": "parts with notes: 0 of {count}",
    "interview.habit.notes.none": (
        "You took no notes. A line that begins with `note:` is one; a block for each part, six words a bullet."
    ),
    "interview.habit.because.push-back": "times you disagreed: {count}",
    "interview.habit.because.apologies": "remarks against yourself: {count}",
    "interview.habit.because.anticipated": "criteria covered before any follow-up: {hits} of {count}",
    "interview.habit.because.figures": "parts with a figure of your own: {hits} of {count}",
    "interview.habit.because.own-part": "“I”: {own}; “we”: {shared}",
    "interview.habit.because.opening": "answers that open with a decision or a main message: {hits} of {count}",
    # Mock interviews: transcripts
    "interview.transcript.title": "Interview: {title}",
    "interview.transcript.head": "{date}, {minutes} on the clock.",
    "interview.transcript.candidate": "Candidate",
    "interview.transcript.notes": "Notes",
    "interview.transcript.turns": "What was said",
}
