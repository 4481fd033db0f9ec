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
        "button.answer": "Answer privately",
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
        "button.approve": "Approve",
        "button.decline": "Decline",
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
        # A shared score
        "shared.title": "{name}: {score}",
        "shared.somebody": "A member",
        "shared.score": "{total} of 100",
        "shared.estimate": "about {low} to {high} of 100",
        # What belongs to a member, and settings
        "passed": "Fine, you let this one go. It comes back some day; the next question is a fresh start.",
        "exported.one": "All that is kept of you: {count} answer with its grades and quotes.",
        "exported.many": "All that is kept of you: {count} answers with their grades and quotes.",
        "forget.sure": (
            "This erases all your answers, scores and your streak in this workspace, for good. Nobody can bring them back. "
            "You can take a copy first."
        ),
        "forgotten.one": "Done. {count} answer and all that belonged to it is erased.",
        "forgotten.many": "Done. {count} answers and all that belonged to them are erased.",
        "settings.title": "Settings",
        "settings.my-zone": "Your days are counted in",
        "settings.zone": "The group's time zone",
        "settings.default": "as the server's",
        "settings.private": "Answers in threads",
        "settings.private.yes": "answered privately",
        "settings.private.no": "answered in the thread",
        "settings.admins": "Members named as admins",
        # A posting, its reminder and its summary
        "posting.answered.none": "Nobody has answered yet.",
        "posting.answered.one": "**{count}** member has answered.",
        "posting.answered.many": "**{count}** members have answered.",
        "posting.closes": "Closes {moment}.",
        "posting.closed": "Closed; late answers are still graded.",
        "posting.how.thread": "Reply in the thread, or answer privately.",
        "posting.how.private": "Press the button: your answer and its card are for you alone.",
        "posting.late": "A little late today: I was away when this was due.",
        "posting.swapped": "An admin swapped today's question for this one.",
        "moment": "{weekday} {day} {month}, {time} ({zone})",
        "weekdays.short": "Mon Tue Wed Thu Fri Sat Sun",
        "months.short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "minutes.one": "{count} minute",
        "minutes.many": "{count} minutes",
        "hours.one": "{count} hour",
        "hours.many": "{count} hours",
        "reminder": "*{title}* closes in **{left}**. {answered} A few lines are enough to begin with.",
        "summary.title": "Closed: {title}",
        "summary.nobody": "Nobody answered this one. Here is what a senior would say; it may come back some day.",
        "summary.answered.one": "{count} member answered.",
        "summary.answered.many": "{count} members answered.",
        "summary.averages": "How it went, hardest first",
        "summary.mean": "{mean} of 4 on average",
        "summary.best": "Best points",
        "summary.point": "{criterion}: {name}",
        "summary.model": "What a senior would say",
        # Schedules in chat
        "schedules.title": "When questions come",
        "schedules.none": (
            "There is no schedule yet. An admin can set one, in words such as `schedule weekdays 9:00 Europe/Berlin`."
        ),
        "schedules.item": "**{id}.** {words}",
        "schedules.halted": "Halted: {why}",
        "schedules.next": "Next: {dates}.",
        "schedules.never": "It will never be due as it stands.",
        "schedules.proposal": "Did I get this right?",
        "schedules.saved": "Saved: {words}.",
        "schedules.paused": "Paused until somebody resumes it.",
        "schedules.paused.until": "Paused; it goes on from {date}.",
        "schedules.removed": "Schedule {id} has ended. What it asked stays.",
        "schedules.discarded": "Dropped; nothing was changed.",
        "schedules.skipped": "{date} is left out.",
        "schedules.nothing-to-skip": "There is nothing to leave out: it posts nothing any more.",
        "schedules.swapped": "Swapped for *{title}*; the posting shows it in a moment.",
        "schedules.posted": "*{title}* goes out now.",
        "schedules.coming": "What is to come",
        "schedules.columns": "When|Question|Track",
        "schedules.nothing-comes": "Nothing is to come: there is no schedule that runs.",
        "suggestions.title": "Suggested by members",
        "suggestions.item": "*{title}*",
        "suggestions.none": "Nothing is suggested. Members suggest a question with `suggest` and its id.",
        "suggestions.made": "Thank you: *{title}* is suggested. An admin decides; then it comes next.",
        "suggestions.approved": "Approved: it is the next question.",
        "suggestions.declined": "Declined.",
        "suggestions.gone": "That suggestion is decided already.",
        "refused.date": "`{date}` is not a date. Write it as 2026-12-24.",
        "refused.schedule": "There is no such schedule here. The group's are: {ids}.",
        "refused.schedule.none": "This group has no schedule yet.",
        "refused.swap": "There is nothing to swap: no scheduled question is open that nobody has answered.",
        # A schedule that was halted
        "halted": "The schedule of your group is halted: {why} Nothing is lost. When that is mended, `schedule resume` lets it go on.",
        "halted.paused": "an admin paused it.",
        "halted.draft": "it is not saved yet.",
        "halted.archived": "its channel is archived.",
        "halted.removed": "I was removed from its channel.",
        "halted.no-channel": "its channel is gone.",
        "halted.no-permission": "I may not write in its channel any more.",
        "halted.revoked": "my access to the workspace was revoked.",
        "halted.unreadable": "it was written by another version and cannot be read.",
        "halted.other": "its channel cannot be reached ({reason}).",
        # Forms
        "form.answer": "Your answer",
        "form.revise": "Your better try",
        "form.follow-up": "What you would say",
        "form.send": "Send",
        "form.save": "Save",
        "form.zone": "An IANA name such as Europe/Berlin; empty for the default",
        "form.admins": "Members' ids, separated by commas",
        # Refusals and notices
        "refused.share.waiting": "This answer has no score to share yet.",
        "refused.share.nowhere": "This answer was given to me alone and belongs to no group's question, so there is no channel to show it in.",
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
        "answered": "You have answered this question. Is this a better try, or shall we go on?",
        "refused.not-yours": "Only who wrote a message can have it graded.",
        "withdrawn": "Withdrawn. It counts no more, and its grade will not be shown.",
        # Schedules: what they say, which is read back as it stands
        "schedule.at": "{days} at {time}, {zone}",
        "schedule.every-day": "every day",
        "schedule.every-weekday": "every weekday",
        "schedule.every-week": "every {days}",
        "schedule.every-other-week.one": "every other {day}",
        "schedule.every-other-week.many": "every other week on {days}",
        "schedule.every-weeks": "every {count} weeks on {days}",
        "schedule.weekdays": "weekdays",
        "schedule.every-other-day": "every other day",
        "schedule.every-days": "every {count} days",
        "schedule.monthly": "the {nth} {day} of the month",
        "schedule.nth.1": "first",
        "schedule.nth.2": "second",
        "schedule.nth.3": "third",
        "schedule.nth.4": "fourth",
        "schedule.nth.5": "fifth",
        "schedule.nth.-1": "last",
        "schedule.day.0": "Monday",
        "schedule.day.1": "Tuesday",
        "schedule.day.2": "Wednesday",
        "schedule.day.3": "Thursday",
        "schedule.day.4": "Friday",
        "schedule.day.5": "Saturday",
        "schedule.day.6": "Sunday",
        "schedule.from": "from {date}",
        "schedule.until": "until {date}",
        "schedule.except.holidays": "except on holidays in {country}",
        "schedule.except.dates": "except on {dates}",
        "schedule.and": "{most} and {last}",
        "schedule.or": "{most} or {last}",
        # Schedules: what else they say
        "schedule.paused": "Paused; it resumes on {date}.",
        "schedule.asks": "It asks: {filters}.",
        "schedule.theme": "`{name}` from {first} to {last}: {filters}.",
        "schedule.thread": "Answers go in the question's thread.",
        "schedule.private": "Answers are private.",
        "schedule.closes": "It closes after {after}; then the model answer and the best points are shown.",
        "schedule.never-closes": "It never closes.",
        "schedule.reminder": "A reminder comes {before} before.",
        # Schedules: words that are not understood
        "schedule.near": "Did you mean {near}?",
        "schedule.unread.word": "I do not know the word `{word}`; a schedule reads like `weekdays 9:00 Europe/Berlin`.",
        "schedule.unread.zone": "I know no time zone or city `{word}`; write one such as `Europe/Berlin` or `New York`.",
        "schedule.unread.ambiguous-zone": "`{word}` can mean {near}; write the one you mean.",
        "schedule.unread.offset": (
            "`{word}` does not say when clocks are put forward and back; name a city instead, such as `Berlin`."
        ),
        "schedule.unread.time": "`{word}` is no time of day; write one from `0:00` to `23:59`, or such as `9am`.",
        "schedule.unread.number": "What is `{word}`? Write a time as `9:00`, and a number of days as `every 3 days`.",
        "schedule.unread.date": "`{word}` is no date that I can read; write it as `2026-12-01`.",
        "schedule.unread.no-date": "After `{word}` comes a date, such as `2026-12-01`.",
        "schedule.unread.which-date": "Is `{word}` a beginning, an end or a day off? Write `from`, `until` or `except` before it.",
        "schedule.unread.country": (
            "I know no holidays of `{word}`; write a country's code, and its state's where that matters: `holidays in DE-BE`."
        ),
        "schedule.unread.no-days": "On which days? Write `weekdays`, `mon wed fri`, `every 3 days` or `first monday`.",
        "schedule.unread.no-weekday": "On which weekday? Write it as well, such as `every other week on monday`.",
        "schedule.unread.month-days": (
            "For a day of the month write one weekday with its place, such as `first monday` or `last friday of the month`; "
            "make a second schedule for another weekday."
        ),
        "schedule.unread.month-without-place": "Which one of the month? Write its place, such as `first monday of the month`.",
        "schedule.unread.days-and-weekdays": (
            "Days that are counted and weekdays do not go together; write `every 3 days` or `every other week on monday`."
        ),
        "schedule.unread.every-so-many-weekdays": (
            "Every so many weekdays cannot be done; write `every 3 days` or `mon wed fri`."
        ),
        "schedule.unread.two-at": "`{word}` is a second time; a schedule has one, so make a second schedule for it.",
        "schedule.unread.two-zone": "`{word}` is a second time zone; a schedule has one.",
        "schedule.unread.two-every": "`{word}` counts a second time; write one number of days or weeks.",
        "schedule.unread.two-start": "`{word}` begins a second time; write one beginning.",
        "schedule.unread.two-end": "`{word}` ends a second time; write one end.",
        "schedule.unread.two-holidays": "`{word}` come a second time; a schedule keeps one country's holidays.",
        "schedule.unread.too-long": "That is too long for a schedule; write it such as `weekdays 9:00 Europe/Berlin`.",
        # Schedules: what cannot be
        "schedule.invalid": "{field}: {problem}",
        "schedule.field.days": "Days",
        "schedule.field.at": "Time",
        "schedule.field.zone": "Time zone",
        "schedule.field.filters": "Questions",
        "schedule.field.themes": "Theme weeks",
        "schedule.field.holidays": "Holidays",
        "schedule.field.skip": "Days off",
        "schedule.field.start": "Start",
        "schedule.field.end": "End",
        "schedule.field.paused_until": "Pause",
        "schedule.field.closes_after": "Closing",
        "schedule.field.reminder_before": "Reminder",
        "schedule.field.rule": "Stored schedule",
        "schedule.invalid.no-weekday": "choose at least one weekday.",
        "schedule.invalid.every": "every `{every}` cannot be; choose a number from {least} to {most}.",
        "schedule.invalid.nth": "choose the first to fifth or the last such weekday of the month.",
        "schedule.invalid.time": "`{time}` is no time to the minute on the zone's own clocks; write `9:00`.",
        "schedule.invalid.zone": "`{zone}` is no IANA time zone for a schedule; write one such as `Europe/Berlin`.",
        "schedule.invalid.difficulty": (
            "difficulty `{easiest}` to `{hardest}` cannot be; choose from 1 to 5, the easiest first."
        ),
        "schedule.invalid.week": "`{week}` is no week; write it as `2026-W50`.",
        "schedule.invalid.theme-name": "give the theme a name.",
        "schedule.invalid.theme-order": "`{name}` ends before it begins on {first}; choose a later end.",
        "schedule.invalid.theme-overlap": "`{one}` and `{other}` share {day}; give each day one theme.",
        "schedule.invalid.country": "no holidays are known for `{country}`; write a code of two letters, such as `DE`.",
        "schedule.invalid.subdivision": "`{country}` has no `{subdivision}`; leave it out or choose from {known}.",
        "schedule.invalid.needs-start": "days or weeks that are counted need a date to be counted from; name one.",
        "schedule.invalid.end-before-start": "{end} is before the start, {start}; choose a later end.",
        "schedule.invalid.years": "{day} is far away; choose a date from {first} to {last}.",
        "schedule.invalid.closing": "choose a time from 1 minute to {days} days after the posting.",
        "schedule.invalid.reminder": "it has to come after the posting and before its end; choose a shorter time.",
        "schedule.invalid.reminder-never": "what never closes has no reminder; choose a closing time as well.",
        "schedule.invalid.stored": "{where} cannot be read ({fault}); make the schedule anew, or update Greenroom.",
    }
)
