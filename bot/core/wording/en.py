"""English: all of it in one table, and what is about practice itself; subjects of some size have a file each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.core.wording.en_interviews import INTERVIEWS
from bot.core.wording.en_mock import MOCK
from bot.core.wording.en_pairs import PAIRS
from bot.core.wording.en_pictures import PICTURES
from bot.core.wording.en_schedules import SCHEDULES
from bot.core.wording.en_together import TOGETHER

ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        **INTERVIEWS,
        **MOCK,
        **PAIRS,
        **PICTURES,
        **SCHEDULES,
        **TOGETHER,
        # The welcome
        "welcome": "**Greenroom**: one question, your answer, a card that says what a senior would add.",
        "welcome.sent": "Your answers are sent to {place} to be graded; `GREENROOM_GRADER=local` keeps them here.",
        "welcome.connect": (
            "- Slack: `greenroom slack manifest` prints what to paste; then set `GREENROOM_SLACK_BOT_TOKEN` and "
            "`GREENROOM_SLACK_APP_TOKEN`.\n"
            "- Discord: `greenroom discord invite` prints the link; then set `GREENROOM_DISCORD_TOKEN`."
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
        "feedback.next.add": "Add a sentence or two on “{name}”. Not found yet: {idea}",
        "feedback.next.further": "Go a step further on “{name}”. {probe}",
        # What the guards noticed
        "flag.empty": "There were no words to judge.",
        "flag.echo": "Sentences that repeat the question were left out.",
        "flag.instruction": "A sentence addressed to the grader was left out; the rest was read as usual.",
        "flag.salad": "This reads like a list of terms. Levels are capped at 1 until they stand in sentences.",
        "flag.negated": "A sentence says the opposite of a key point.",
        "flag.copy": "Most of this is the model answer, word for word. Try it in your own words.",
        "flag.off-topic": "I found little here that is about this question.",
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
        "self-check.not-found": "not found",
        "self-check.both.judged": "{judge}: {total} of 100. Where you differ is worth a second look.",
        # Progress and history
        "progress.title": "Your progress",
        "progress.streak": "Streak",
        "progress.longest": "Longest",
        "progress.answers": "Answers",
        "progress.questions": "Questions",
        "progress.waiting": "Waiting",
        "progress.skills": "By skill, weakest first",
        "progress.skill.caption.one": "{low} to {high} of 100 · {count} criterion, {judge}",
        "progress.skill.caption.many": "{low} to {high} of 100 · {count} criteria, {judge}",
        "progress.tracks": "By track, weakest first",
        "progress.weakest": "Criteria with most to gain",
        "progress.strongest": "Criteria that sit best",
        "progress.criterion.caption": "{low} to {high} of 100 · {title}, {judge}",
        "progress.own.one": "By your own count **{own}** of 100 for {count} answer that you checked; {judge}: {judged}.",
        "progress.own.many": "By your own count **{own}** of 100 for {count} answers that you checked; {judge}: {judged}.",
        "progress.own.ungraded.one": "By your own count **{own}** of 100 for {count} answer that nobody has graded yet.",
        "progress.own.ungraded.many": "By your own count **{own}** of 100 for {count} answers that nobody has graded yet.",
        "progress.empty": "Nothing here yet. Answer one question and your streak begins today.",
        "days.one": "{count} day",
        "days.many": "{count} days",
        "streak.kept.one": "Day **{count}** of your streak. Good start.",
        "streak.kept.many": "Day **{count}** of your streak.",
        "streak.open.one": "Your streak stands at **{count}** day; an answer today keeps it.",
        "streak.open.many": "Your streak stands at **{count}** days; an answer today keeps it.",
        "streak.just-frozen.one": "A freeze saved the day you missed.",
        "streak.just-frozen.many": "Freezes saved the {count} days you missed.",
        "progress.freezes.one": "{count} freeze in hand: it saves a day that you miss.",
        "progress.freezes.many": "{count} freezes in hand: each saves a day that you miss.",
        "progress.frozen": "In this streak freezes saved {dates}.",
        "progress.due.one": "**{count} criterion** in {questions} is due again: *{criterion}*.",
        "progress.due.many": "**{count} criteria** in {questions} are due again, *{criterion}* before all.",
        "progress.due.questions.one": "{count} question",
        "progress.due.questions.many": "{count} questions",
        "progress.due.later": "Nothing is due. The next criterion comes back on {date}.",
        "button.next": "Practise next",
        "button.leaderboard": "Leaderboard",
        "button.history": "My answers",
        "progress.provisional": "provisional",
        "progress.judges": "Scores by different judges stand apart; they are never averaged together.",
        "progress.identities": "Scores by {judge} come from {count} of its versions or models, averaged here.",
        "board.title.week": "Leaderboard: this week ({key})",
        "board.title.month": "Leaderboard: this month ({key})",
        "board.title.all": "Leaderboard: all time",
        "board.columns": "Place|Member|Points|Days|Score|Gain",
        "board.shared": "{rank}=",
        "board.you": "{name} (you)",
        "board.estimated": "≈ {points}",
        "board.nobody": "Nobody has points here yet. One answer is enough to lead.",
        "board.tied": "With equal points, whoever gained more by revising is ahead, then whoever answered on more days; `=` shares the place.",
        "board.estimates": "≈: at least one score in it is an offline estimate and not a judge's grade.",
        "board.me": "You are in place **{rank}** of {members}, with **{points}** points.",
        "board.hidden": "You have chosen to be left out of leaderboards; nobody else sees your points.",
        "board.how": "A day with an answer earns 10 points. A question earns up to 10: a tenth of its first score, and a fifth of what revising gained.",
        "board.shown-again": "You are on the leaderboards again.",
        "board.now-hidden": "Done. No leaderboard lists you from now on. Your points are still counted, in case you come back.",
        "button.board.week": "This week",
        "button.board.month": "This month",
        "button.board.all": "All time",
        "button.board.hide": "Leave me out",
        "button.board.show": "Put me back",
        "next.due": "Why this one: *{criterion}* was at {level} of 4 on {date} and is due again.",
        "next.weak": "Why this one: it is new to you and asks for *{skill}*, where you have most to gain.",
        "next.untried": "Why this one: it is new to you, and so is *{skill}*.",
        "next.long-ago": "Why this one: you have met all that fit, and this one longest ago, on {date}.",
        "refused.nothing-next": "You have met every question that fits in the last 60 days, and none is due again yet.",
        "refused.nothing-next.due": "You have met every question that fits in the last 60 days. The next one is due on {date}.",
        "evenings.late": "Noted: what you answer until 4:00 counts for the evening before, from now on.",
        "evenings.early": "Noted: a new day begins for you at midnight, from now on.",
        "chart.alt.title": "Progress of {name}.",
        "chart.alt.nameless": "Your progress.",
        "chart.alt.empty": "Nothing is answered yet: the calendar, the skills and the scores are still empty.",
        "chart.alt.streak.one": "The streak stands at {count} day; the longest had {longest}.",
        "chart.alt.streak.many": "The streak stands at {count} days; the longest had {longest}.",
        "chart.alt.days.one": "There is an answer on {count} day, {since}.",
        "chart.alt.days.many": "There are answers on {count} days since {since}.",
        "chart.alt.frozen.one": "A freeze saved {count} day of this streak.",
        "chart.alt.frozen.many": "Freezes saved {count} days of this streak.",
        "chart.alt.level": "{skill} {low} to {high}",
        "chart.alt.skills": "Levels of 100, weakest first: {levels}.",
        "chart.alt.scores.one": "{count} score by {judge}: {last} of 100.",
        "chart.alt.scores.many": "{count} scores by {judge}: their average went from {first} to {last} of 100.",
        "chart.streak.one": "{count} day in a row",
        "chart.streak.many": "{count} days in a row",
        "chart.streak.none": "No streak yet",
        "chart.longest": "longest {longest}",
        "chart.freezes.one": "{count} freeze in hand",
        "chart.freezes.many": "{count} freezes in hand",
        "chart.questions.one": "{count} question",
        "chart.questions.many": "{count} questions",
        "chart.title": "Your progress",
        "chart.skills": "Skills, weakest first",
        "chart.scores": "Scores over time",
        "chart.calendar": "Days with an answer",
        "chart.kept": "0, 1, 2, 3 or more answers",
        "chart.frozen": "saved by a freeze",
        "chart.empty.calendar": "The first answer starts here",
        "chart.empty.skills": "Each skill you show gets a row here.",
        "chart.empty.scores": "Each graded answer gets a point here.",
        "chart.average": "moving average",
        "chart.ranges": "The bar holds the level 8 times in 10.",
        "chart.ranges.band": "The band holds a level 8 times in 10.",
        "chart.more-skills.one": "and {count} more",
        "chart.more-skills.many": "and {count} more",
        "chart.provisional": "{skill} (provisional)",
        "progress.gains.one": "Revising one question has gained you **{points}** points.",
        "progress.gains.many": "Revising {count} questions has gained you **{points}** points.",
        "history.title": "Your answers",
        "history.columns": "No.|Date|Question|Score",
        "history.own": "By you",
        "history.revision": "{title} (revised)",
        "history.waiting": "waiting",
        "history.estimate": "about {low}-{high}",
        "history.empty": "No answers yet.",
        "judge.coverage": "estimate",
        "judge.claude": "Claude",
        # Buttons
        "button.hint": "Hint",
        "button.answer": "Answer privately",
        "button.answer-this": "Answer this one",
        "button.pass": "Pass",
        "button.follow-up": "Follow-up",
        "button.share": "Share",
        "button.forget": "Erase everything",
        "button.export": "Take a copy",
        "button.settings": "Change",
        "button.save": "Save",
        "button.discard": "Drop it",
        "button.preview": "What is to come",
        "button.pause": "Pause",
        "button.resume": "Resume",
        "button.skip": "Skip the next",
        "button.unskip": "Put it back",
        "button.suggestions": "Suggestions",
        "button.schedule.new": "Set it up",
        "button.schedule.another": "Add another",
        "button.approve": "Approve",
        "button.decline": "Decline",
        "button.model-answer": "Model answer",
        "button.revise": "Revise",
        "button.self-check": "Self-check",
        "button.contest": "Contest",
        "button.another": "Another question",
        "button.schedule": "Set the schedule",
        "button.ask-me": "A question for me",
        "button.card": "Show card",
        # Help
        "help.title": "What you can do",
        "help.item": "- `{usage}` {summary}",
        "help.how": "Type your answer as you would say it. Everything else starts with a command:",
        # What belongs to a member, and settings
        "passed": "Fine, you let this one go. It comes back some day; the next question is a fresh start.",
        "exported.one": "All that is kept of you here: {count} answer with its grades and quotes.",
        "exported.many": "All that is kept of you here: {count} answers with their grades and quotes.",
        "forget.sure": (
            "This erases all your answers, scores and your streak in this workspace, for good. Nobody can bring them back. "
            "You can take a copy first."
        ),
        "forgotten.nothing": "Done. Nothing is kept of you.",
        "forgotten.one": "Done. {count} answer and all that belonged to it is erased.",
        "forgotten.many": "Done. {count} answers and all that belonged to them are erased.",
        "settings.title": "Settings",
        "settings.my-zone": "Your days are counted in",
        "settings.my-day": "Your day ends",
        "settings.my-day.midnight": "at midnight",
        "settings.my-day.late": "at 4:00 of the next morning",
        "settings.on-boards": "Leaderboards list you",
        "settings.on-boards.yes": "yes",
        "settings.on-boards.no": "no",
        "button.evenings": "My day ends at 4:00",
        "button.evenings.no": "My day ends at midnight",
        "settings.zone": "The group's time zone",
        "settings.default": "as the server's",
        "settings.private": "Answers in threads",
        "settings.private.yes": "answered privately",
        "settings.private.no": "answered in the thread",
        "settings.admins": "Members named as admins",
        # The first word in a channel, and in a conversation with the bot alone
        "hello": (
            "Hello, I am **Greenroom**. I ask interview questions here, read your answers, and say what a senior would add."
        ),
        "hello.next": (
            "An admin says when: press the button, or write it, such as `schedule weekdays 9:00`. Then answer in a question's "
            "thread, or privately. Anybody can have a question right now."
        ),
        "hello.alone": (
            "Hello! This is between the two of us. Ask me for a `question` and answer as you would say it; `progress` shows "
            "how you stand, and `help` what else there is."
        ),
        # Forms
        "form.answer": "Your answer",
        "form.revise": "Your better try",
        "form.follow-up": "What you would say",
        "form.send": "Send",
        "form.save": "Save",
        "form.zone": "An IANA name such as Europe/Berlin; empty for the default",
        "form.admins": "Members' ids, separated by commas; on Discord roles as well",
        "form.schedule": "When questions come",
        "form.schedule.change": "Change the schedule",
        "form.schedule.check": "Check it",
        "form.schedule.channel": "Channel",
        "form.schedule.days": "In words, such as weekdays, mon wed fri, every 3 days, first monday",
        "form.schedule.zone": "A city or an IANA name, such as Europe/Berlin",
        "form.schedule.track": "Tracks",
        "form.schedule.any": "None chosen means all of them",
        "form.schedule.difficulty": "Difficulty",
        "form.schedule.range": "1 to 5, or a range such as 2-4; empty for all",
        "form.schedule.style": "Company style",
        "form.schedule.no-style": "Any",
        "form.schedule.mode": "Answers",
        "form.schedule.mode.thread": "In the question's thread",
        "form.schedule.mode.private": "Private",
        # Refusals and notices
        "refused.share.waiting": "This answer has no score to share yet.",
        "refused.not-allowed": "Only the workspace's admins, and members whom they named in the settings, may change this.",
        "refused.not-allowed.none": "Only the workspace's admins may change this. They can name others in the settings.",
        "refused.zone": "There is no time zone `{zone}`. Give an IANA name such as `Europe/Berlin`.",
        "refused.zone.near": "There is no time zone `{zone}`. Did you mean {near}?",
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
        "refused.edit": "I could not take your edit over, so what stood there before is graded.",
        "refused.kept": "So that it is not lost, here is what you wrote:",
        "refused.question": "There is no question `{id}`.",
        "refused.question.near": "There is no question `{id}`. Did you mean {near}?",
        "refused.nothing-matches": "No question matches {filters}.",
        "refused.answer": "There is no answer number {id} of yours.",
        "refused.which-answer": "Which answer? Answer a question first, or give its number from the history.",
        "refused.which-question": "Which question? Ask for one first.",
        "refused.option": "`{value}` is not a {option}. Choose from: {choices}.",
        "refused.number": "`{value}` is not a number that fits {option}.",
        "refused.span": "`{value}` is no length of time that fits {option}. Write hours, such as `{option}=24`, or `{option}=2d`, `{option}=90m`; `{option}=none` for none.",
        "refused.option-name": "There is no option `{name}`. There are: {known}.",
        "refused.command": "There is no command `{command}`.",
        "contested": (
            "Your grade will be looked at twice more, each time blind to the others. The middle one of the three counts, up "
            "or down; until then your **{total}** stands."
        ),
        "answered": "You have answered this question. Is this a better try, or shall we go on?",
        "refused.not-yours": "Only who wrote a message can have it graded.",
        "withdrawn": "Withdrawn. It counts no more, and its grade will not be shown.",
    }
)
