"""English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        # The welcome
        "welcome": "**Greenroom**: one question, your answer, a card that says what a senior would add.",
        "welcome.sent": "Your answers are sent to {place} to be graded; `GREENROOM_GRADER=local` keeps them here.",
        "welcome.connect": (
            "- Slack: the next release connects it with `GREENROOM_SLACK_BOT_TOKEN` and `GREENROOM_SLACK_APP_TOKEN`.\n"
            "- Discord: the next release connects it with `GREENROOM_DISCORD_TOKEN`."
        ),
        # The question
        "question.track": "Track",
        "question.difficulty": "Difficulty",
        "question.minutes": "Time",
        "question.minutes.value": "{minutes} min",
        "question.level": "Level",
        "question.style": "Style",
        "question.audience": "Audience",
        "question.answered": "You answered this on {date}. A new answer counts as a further try.",
        # The receipt
        "receipt.stored": "Got it, your answer is saved. Reading it now.",
        "receipt.repeated": "I already have this answer; nothing was counted twice.",
        "receipt.waiting": "Your answer is saved and waits for a judge. Nothing is lost, and no score is not a zero.",
        # While the judge is away
        "waits": (
            "Your answer to *{title}* is safe, but it has to wait: the judge cannot be reached right now. You need not do "
            "anything. The grade comes here as soon as there is one, and no grade is not a zero."
        ),
        "waits.budget": (
            "Your answer to *{title}* is safe, but it has to wait: what this group may spend on grading in a month is used "
            "up. You need not do anything. The grade comes here when the next month begins, and no grade is not a zero."
        ),
        "waits.estimate.one": "If it takes longer than {count} minute, an estimate stands in until then.",
        "waits.estimate.many": "If it takes longer than {count} minutes, an estimate stands in until then.",
        # The score card
        "card.title": "{title} · {total} of 100",
        "card.title.estimate": "{title} · about {low} to {high} of 100",
        "card.title.waiting": "{title} · not graded yet",
        "card.next": "Next",
        "card.gain": "Since your last try",
        "card.gain.up": "**+{points}** points, most of it in *{criterion}*.",
        "card.gain.down": "**{points}** points. Both tries are kept; the better one counts.",
        "card.gain.same": "No change in points. Both tries are kept.",
        "card.gain.other-judge": "Your last try was graded by another judge, so the two scores are not compared.",
        "card.bar.caption": "{level} of 4",
        "card.bar.caption.range": "{low} to {high} of 4",
        "card.bar.caption.capped": "{level} of 4, capped",
        "card.strength": "**Best:** {remark}",
        "card.audience": "**For this audience:** {remark}",
        "card.lens": "**In this company's style:** {remark}",
        "card.improve": "*Try this:* {advice}",
        "card.answer": "What you wrote",
        "card.missing": "What a senior answer adds",
        "card.criterion.up": "**{name}** · level {level} means: {descriptor}",
        "card.mistake": "Look again",
        "card.jargon": "Words this audience may not know",
        "card.jargon.item": "- `{word}`: say *{plain}*",
        "card.follow-up": "An interviewer might ask",
        "card.estimate": (
            "This is an offline estimate of what your answer covers, by comparing passages with the rubric. It cannot "
            "tell whether they are right. Tick what you did say with the self-check; both numbers are kept."
        ),
        "card.lexical": (
            "The language model's weights are not installed, so this estimate compares words only and misses paraphrases."
        ),
        "card.self-check": "Your self-check: {ticked} of {count} points.",
        "card.provisional": (
            "**Provisional:** your answer still waits for its judge, and an estimate stands in. The grade replaces this card as "
            "soon as there is one."
        ),
        "card.replaces.label": "No longer provisional",
        "card.replaces": "The estimate was about {low} to {high} of 100; the judge gives **{total}**.",
        "card.replaces.more": "It found more in {criteria}.",
        "card.replaces.less": "It found less in {criteria}.",
        "card.contest": "Contested",
        "card.contest.open": (
            "Two more gradings are under way, blind to this one and to each other. Until they are there, **{total}** stands."
        ),
        "card.contest.decided": "Three gradings, each blind to the others, gave **{totals}**. The middle one counts.",
        "card.waiting": "No judge has read this yet. It stays waiting and is not a zero.",
        # What an estimate says of a criterion
        "feedback.next-level": "Level {level} asks for this: {descriptor}",
        "feedback.missing": "Not found, or only hinted at: {idea}",
        "feedback.probe": "Answer this as well: {probe}",
        "feedback.next.correct": "Look again at what you say on “{name}”. {correction}",
        "feedback.next.add": "Add a sentence or two on “{name}”. {idea}",
        "feedback.next.further": "Go a step further on “{name}”. {probe}",
        # What the guards noticed
        "flag.empty": "There were no words to judge.",
        "flag.echo": "Sentences that repeat the question were left out.",
        "flag.instruction": "A sentence addressed to the grader was left out; the rest was read as usual.",
        "flag.salad": "This reads like a list of terms. Levels are capped at 1 until they stand in sentences.",
        "flag.negated": "A sentence says the opposite of a key point.",
        "flag.copy": "Most of this is the model answer, word for word. Try it in your own words.",
        "flag.off-topic": "This seems to answer another question.",
        "flag.jargon": "There is more jargon than this audience follows; the affected criteria are capped.",
        # Hints, model answer, self-check
        "hint.title": "Hint {number} of {count}",
        "hint.none": "There is no further hint. Answer as well as you can; a start is worth more than silence.",
        "model.title": "A senior answer to: {title}",
        "model.mistakes": "What goes wrong most often",
        "model.mistake": "- *{said}* {correction}",
        "model.answer-first": "Answer first; the model answer is for members who have tried. A few lines are enough.",
        "self-check.title": "Which of these did you say?",
        "self-check.found": "found: {quote}",
        "self-check.saved": "Saved. By your own count you made {ticked} of {count} points, {score} of 100 by weight.",
        "self-check.both": "The estimate said {low} to {high}. Where you differ is worth a second look.",
        # Progress and history
        "progress.title": "Your progress",
        "progress.streak": "Streak",
        "progress.longest": "Longest",
        "progress.answers": "Answers",
        "progress.questions": "Questions",
        "progress.waiting": "Waiting",
        "progress.skills": "By skill, weakest first",
        "progress.skill.caption.one": "{score} of 100 · {count} criterion, {judge}",
        "progress.skill.caption.many": "{score} of 100 · {count} criteria, {judge}",
        "progress.empty": "Nothing here yet. Answer one question and your streak begins today.",
        "days.one": "{count} day",
        "days.many": "{count} days",
        "streak.kept.one": "Day **{count}** of your streak. Good start.",
        "streak.kept.many": "Day **{count}** of your streak.",
        "streak.open.one": "Your streak stands at **{count}** day; an answer today keeps it.",
        "streak.open.many": "Your streak stands at **{count}** days; an answer today keeps it.",
        "history.title": "Your answers",
        "history.columns": "No.|Date|Question|Score",
        "history.revision": "{title} (revised)",
        "history.waiting": "waiting",
        "history.estimate": "about {low}-{high}",
        "history.empty": "No answers yet.",
        "judge.coverage": "estimate",
        "judge.claude": "Claude",
        # Interview plans
        "plan.minutes": "Time",
        "plan.feedback": "Feedback",
        "plan.feedback.after-each": "after each answer",
        "plan.feedback.at-the-end": "at the end",
        "plan.columns": "Stage|With|Min",
        # Buttons
        "button.hint": "Hint",
        "button.model-answer": "Model answer",
        "button.revise": "Revise",
        "button.self-check": "Self-check",
        "button.contest": "Contest",
        "button.another": "Another question",
        "button.card": "Show card",
        # Help
        "help.title": "What you can do",
        "help.item": "- `{usage}` {summary}",
        "help.how": "Type your answer as you would say it. Everything else starts with a command:",
        # Refusals and notices
        "refused.empty": "That answer is empty, so there is nothing to judge. Nothing was stored.",
        "refused.too-long": (
            "That answer has {length} characters; the limit is {limit}. Nothing was stored: please shorten it and send it "
            "again."
        ),
        "refused.not-text": "That is not text (it holds binary data). Nothing was stored.",
        "refused.no-words": "There are no words in that answer to judge. Nothing was stored.",
        "refused.daily-limit": (
            "You have sent {limit} answers today, which is as many as are read here in a day. This one was not stored: keep "
            "it, and you can go on from midnight ({date})."
        ),
        "refused.contest.estimate": (
            "This score is an offline estimate and no judge's grade, so there is nothing to contest. The self-check is the "
            "place to say what you did say: its count stands beside the estimate."
        ),
        "refused.contest.waiting": "No judge has graded this answer yet, so there is nothing to contest.",
        "refused.contest.again": (
            "You have contested this grade already, which can be done once. The card shows how it stands."
        ),
        "refused.contest.withdrawn": "You took this answer back, so its grade does not count and cannot be contested.",
        "refused.question": "There is no question `{id}`.",
        "refused.question.near": "There is no question `{id}`. Did you mean {near}?",
        "refused.nothing-matches": "No question matches {filters}.",
        "refused.answer": "There is no answer number {id} of yours.",
        "refused.which-answer": "Which answer? Answer a question first, or give its number from the history.",
        "refused.which-question": "Which question? Ask for one first.",
        "refused.option": "`{value}` is not a {option}. Choose from: {choices}.",
        "refused.number": "`{value}` is not a number that fits {option}.",
        "refused.command": "There is no command `{command}`.",
        "contested": (
            "Your grade will be looked at twice more, each time blind to the others. The middle one of the three counts, up "
            "or down; until then your **{total}** stands."
        ),
        "withdrawn": "Withdrawn. It counts no more, and its grade will not be shown.",
    }
)
