"""English about schedules: their words said back, what is wrong with them, postings and their summaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SCHEDULES: Final[Mapping[str, str]] = {
    # A posting, its reminder and its summary
    "posting.answered.none": "Nobody has answered yet.",
    "posting.answered.one": "**{count}** member has answered.",
    "posting.answered.many": "**{count}** members have answered.",
    "posting.late-answers.one": "**{count}** member answered late.",
    "posting.late-answers.many": "**{count}** members answered late.",
    "posting.closes": "Closes {left}: {moment}.",
    "posting.closed": "Closed; late answers are still graded.",
    "posting.how.thread": "Reply in the thread, or answer privately.",
    "posting.how.private": "Press the button: your answer and its card are for you alone.",
    "posting.late": "A little late today: I was away when this was due.",
    "posting.relaxed": "No question fits everything that is asked for today, so this is the nearest without {given}.",
    "posting.theme": "What these days are about: `{name}`",
    "relaxed.style": "the company style",
    "relaxed.skills": "the skills",
    "relaxed.difficulty": "the exact difficulty",
    "relaxed.tracks": "the tracks",
    "moment": "{weekday} {day} {month}, {time} ({zone})",
    "weekdays.short": "Mon Tue Wed Thu Fri Sat Sun",
    "months.short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "minutes.one": "{count} minute",
    "minutes.many": "{count} minutes",
    "hours.one": "{count} hour",
    "hours.many": "{count} hours",
    "within.minutes.one": "within {count} minute",
    "within.minutes.many": "within {count} minutes",
    "within.hours.one": "within {count} hour",
    "within.hours.many": "within {count} hours",
    "within.days.one": "within {count} day",
    "within.days.many": "within {count} days",
    "reminder": "*{title}* closes **{left}**. {answered} A few lines are enough to begin with.",
    "summary.title": "Closed: {title}",
    "summary.nobody": "Nobody answered this one. Here is what a senior would say; it may come back some day.",
    "summary.answered.one": "{count} member answered.",
    "summary.answered.many": "{count} members answered.",
    "summary.gone": "Closed. The question has left the bank, so there is no model answer to show.",
    "summary.averages": "How it went, hardest first",
    "summary.hardest": "Hardest was **{criterion}**.",
    "summary.mean": "{mean} of 4 on average",
    "summary.mean.estimate": "about {mean} of 4 on average, by estimates",
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
    "schedules.unreadable": "**{id}.** This schedule was written by another version and cannot be read. Remove it, and set it anew.",
    "schedules.suggestions.one": "{count} question that members suggested waits for a decision.",
    "schedules.suggestions.many": "{count} questions that members suggested wait for a decision.",
    "schedules.next": "Next: {dates}.",
    "schedules.never": "It will never be due as it stands.",
    "schedules.proposal": "Did I get this right?",
    "schedules.proposal.goes-on": "The schedule posts nothing at present; saving this lets it go on.",
    "schedules.saved": "Saved: {words}.",
    "schedules.paused": "Paused until somebody resumes it.",
    "schedules.paused.until": "Paused; it goes on from {date}.",
    "schedules.draft.gone": "That proposal is dealt with: saved, dropped, or a newer one took its place.",
    "schedules.removed": "Schedule {id} has ended. What it asked stays.",
    "schedules.removed.again": "Schedule {id} has ended. What it asked stays. These words make it anew: `schedule {words}`",
    "schedules.discarded": "Dropped; nothing was changed.",
    "schedules.skipped": "Left out: {dates}.",
    "schedules.skip.more": "To leave out others, name them, such as `schedule skip 2026-12-24`.",
    "schedules.unskipped": "Put back.",
    "schedules.nothing-to-skip": "There is nothing to leave out: it posts nothing any more.",
    "schedules.swapped": "Swapped for *{title}*; the posting shows it in a moment.",
    "schedules.posted": "*{title}* goes out now.",
    "schedules.coming": "What is to come",
    "schedules.columns": "When|Question|Track",
    "schedules.columns.tracks": "When|Track",
    "preview.suggested": "*{title}* was suggested by a member.",
    "preview.repeated": "*{title}* comes again on {date}: all that match were asked.",
    "preview.relaxed": "Nothing matches on {date}, so *{title}* is the nearest without {given}.",
    "schedules.nothing-comes": "Nothing is to come: there is no schedule that runs.",
    "suggestions.title": "Suggested by members",
    "suggestions.item": "*{title}*",
    "suggestions.none": "Nothing is suggested. Members suggest a question with `suggest` and its id.",
    "suggestions.made": "Thank you: *{title}* is suggested. An admin decides; then it comes next.",
    "suggestions.made.approved": "*{title}* is approved already and comes next.",
    "suggestions.made.declined": "*{title}* was suggested before, and an admin decided against it.",
    "suggestions.approved": "Approved: it is the next question.",
    "suggestions.declined": "Declined.",
    "suggestions.stands.approved": "It was approved before, and that stands: it is the next question.",
    "suggestions.stands.declined": "It was declined before, and that stands.",
    "suggestions.waits": "It waits for a schedule that runs, or for `schedule post`.",
    "suggestions.gone": "That suggestion was posted already, or is none.",
    "refused.date": "`{date}` is not a date. Write it as 2026-12-24.",
    "refused.schedule": "There is no such schedule here. The group's are: {ids}.",
    "refused.schedule.none": "This group has no schedule yet.",
    "refused.swap": "There is nothing to swap: no scheduled question is open that nobody has answered.",
    "refused.swap.nothing-else": "There is no other question to swap it for: no other one fits the schedule.",
    "refused.halted": "It posts nothing as it is, so there is nothing to leave out: {why}",
    "refused.which-date": "Which date? Write it as 2026-12-24.",
    "refused.theme": "What is asked then? Name a track, skill, difficulty or style, such as `track=experimentation`.",
    "refused.theme.long": "That is a long name for a theme; {most} characters are enough.",
    "refused.theme.when": (
        "When, and what is it about? Write a week or two dates, a name and what is asked: "
        "`schedule theme 2026-W50 Experiments track=experimentation`."
    ),
    "refused.holidays": "Whose holidays? Write a country's code, such as `DE`, with its state's such as `DE-BE`, or `none`.",
    "schedules.not-allowed": "Only the workspace's admins, and members whom they named in the settings, may change this.",
    "schedules.ask": "Whom to ask",
    "schedules.other-channel": "Only the workspace's admins may set another channel's schedule. Write this in that channel.",
    "schedules.in-words": "Write it in words, such as `schedule weekdays 9:00 Europe/Berlin`. I say it back before it counts.",
    "schedules.in-words.change": "Write in words what is to change, such as `schedule change {id} 18:00`. Now it is: {words}.",
    # What an admin is told a week ahead
    "schedules.stock.one": "{count} of {matching} questions that match has not been asked here yet.",
    "schedules.stock.many": "{count} of {matching} questions that match have not been asked here yet.",
    "schedules.stock.until.one": "That lasts for {count} day, until {date}.",
    "schedules.stock.until.many": "That lasts for {count} days, until {date}.",
    "schedules.was-away.one": "Skipped, because Greenroom was away when it was due: {dates}.",
    "schedules.was-away.many": "Skipped, because Greenroom was away when they were due: {dates}.",
    "ahead": "A word on what your group's schedule has ahead:",
    "ahead.repeats.one": (
        "{count} more posting asks something new. From {date} on questions come again, the longest unseen first: all "
        "that match ({filters}) will have been asked."
    ),
    "ahead.repeats.many": (
        "{count} more postings ask something new. From {date} on questions come again, the longest unseen first: all "
        "that match ({filters}) will have been asked."
    ),
    "ahead.repeats.now": (
        "All questions that match ({filters}) were asked. From {date} on they come again, the longest unseen first."
    ),
    "ahead.unmatched": "No question matches on {date} ({filters}). Then the nearest comes, without {given}.",
    "ahead.remedy": "Nothing has to be done. `schedule change` widens what is asked, and `schedule preview` shows what comes.",
    # A schedule that was halted
    "halted": "The schedule of your group is halted: {why} Nothing is lost. When that is mended, `schedule resume` lets it go on.",
    "halted.paused": "an admin paused it.",
    "halted.archived": "its channel is archived.",
    "halted.removed": "I was removed from its channel.",
    "halted.no-channel": "its channel is gone.",
    "halted.no-permission": "I may not write in its channel any more.",
    "halted.revoked": "my access to the workspace was revoked.",
    "halted.unreadable": "it was written by another version and cannot be read.",
    "halted.other": "its channel cannot be reached ({reason}).",
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
    "schedule.unread.no-country": (
        "Whose `{word}`? Write a country's code, and its state's where that matters: `holidays in DE-BE`."
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
    "schedule.unread.no-exception": (
        "What is left out after `{word}`? Write weekdays, dates or holidays, such as `except fridays`, "
        "`except 2026-12-24` or `except holidays in DE`."
    ),
    "schedule.unread.unclear-off": (
        "Which days does it ask on, and which are off? Write the days first and then each of those that are left out: "
        "`weekdays except fridays, except 2026-12-24`."
    ),
    "schedule.unread.range-off": (
        "`{word}` after a day off can end the schedule or be more days off; write each day off by itself, "
        "and where it ends before `except`: `daily until 2026-12-31 except 2026-12-24, 2026-12-25`."
    ),
    "schedule.unread.two-rhythms": (
        "All days of a schedule come equally often; make a second schedule for those that come more rarely."
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
    "schedule.invalid.pause-over": "{day} is not to come; choose {next} or later.",
    "schedule.invalid.reminder-never": "what never closes has no reminder; choose a closing time as well.",
    "schedule.invalid.stored": "{where} cannot be read ({fault}); make the schedule anew, or update Greenroom.",
}
