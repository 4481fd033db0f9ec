"""COMMANDS: what members can do, the same on every platform."""

from __future__ import annotations

from bot.core.bank.vocabulary import Skill, Track
from bot.core.chat import ChatEvent, Reply
from bot.core.commands import personal, practising, scheduling
from bot.core.commands.command import Command, Option
from bot.core.commands.interviewing import INTERVIEW_COMMANDS
from bot.core.commands.pairing import PAIR_COMMAND
from bot.core.commands.progress import PROGRESS_COMMANDS
from bot.core.commands.remind import REMIND
from bot.core.commands.review import REVIEW
from bot.core.replies import notices
from bot.core.room import Room


def find(name: str) -> Command | None:
    """The command with this name or alias."""
    return _BY_NAME.get(name.lower())


def help_reply_of_all() -> Reply:
    """What can be done: a usage and a summary per command."""
    return notices.help_reply([(command.usage, command.summary) for command in COMMANDS])


async def give_help(_room: Room, _event: ChatEvent) -> Reply:
    """Help, as an answer to whoever asks for it."""
    return help_reply_of_all()


_QUESTION = Option("question", "a question's id")
_STYLE = Option("style", "a company's style")
_POSTING_ID = Option("posting_id", "a posting's number", number=True)
_ANSWER_ID = Option("answer_id", "an answer's number from your history", number=True)

COMMANDS: tuple[Command, ...] = (
    Command(
        "question",
        "today's question, or one by id, track, skill, difficulty or style",
        practising.question,
        "question [ID]",
        (
            _QUESTION,
            Option("track", "a subject", choices=tuple(Track)),
            Option("skill", "a skill", choices=tuple(Skill)),
            Option("difficulty", "1 to 5, or a range such as 2-4"),
            _STYLE,
            Option("another", "a further question", choices=("yes",)),
        ),
        aliases=("ask", "today"),
    ),
    Command(
        "answer",
        "answer the question",
        practising.answer,
        "answer TEXT",
        (
            _QUESTION,
            _POSTING_ID,
            _STYLE,
            Option("seconds", "how long it took", number=True),
        ),
        takes_text=True,
    ),
    Command(
        "hint",
        "a hint, from gentle to strong",
        practising.hint,
        "hint",
        (_QUESTION, Option("number", "which", number=True)),
    ),
    Command(
        "revise",
        "a better try at your answer; both are kept and you see the gain",
        practising.revise,
        "revise TEXT",
        (_ANSWER_ID,),
        takes_text=True,
    ),
    Command(
        "model-answer",
        "what a senior would say, once you have answered",
        practising.model_answer,
        "model-answer",
        (_QUESTION,),
    ),
    Command(
        "self-check",
        "tick what you did say, next to the rubric",
        practising.self_check,
        "self-check",
        (_ANSWER_ID, Option("said", "the points you made")),
        aliases=("check",),
    ),
    Command(
        "contest",
        "have a grade looked at twice more; the middle one of the three counts",
        practising.contest,
        "contest",
        (_ANSWER_ID,),
        aliases=("appeal",),
    ),
    *INTERVIEW_COMMANDS,
    Command("card", "a score card again", practising.card, "card", (_ANSWER_ID,)),
    Command("progress", "your streak and your skills", practising.progress, "progress", aliases=("streak",)),
    *PROGRESS_COMMANDS,
    REMIND,
    REVIEW,
    Command(
        "history", "your answers so far", practising.history, "history", (Option("limit", "how many", number=True),)
    ),
    Command("withdraw", "take an answer back", practising.withdraw, "withdraw", (_ANSWER_ID,)),
    Command(
        "follow-up",
        "go on with your answer to the interviewer's further question",
        personal.follow_up,
        "follow-up TEXT",
        (_ANSWER_ID,),
        takes_text=True,
    ),
    Command("share", "show your score in the group, without spoilers", personal.share, "share", (_ANSWER_ID,)),
    Command("pass", "let a question go", personal.pass_on, "pass", (_POSTING_ID,)),
    Command("export", "all that is kept of you, as a file", personal.export, "export"),
    Command(
        "forget",
        "erase all that is kept of you",
        personal.forget,
        "forget",
        (Option("sure", "that you mean it", choices=("yes",)),),
    ),
    Command(
        "settings",
        "time zones, privacy, and who may change them",
        personal.settings,
        "settings",
        (
            Option("my_zone", "the IANA zone your days are counted in"),
            Option("zone", "the group's IANA zone"),
            Option("private", "whether answers in threads are answered privately", choices=("yes", "no")),
            Option("admins", "members who may change the group"),
            Option("recap", "the day of the group's weekly recap", choices=personal.RECAP_CHOICES),
            Option("recap_hour", "the hour at which it comes, 0 to 23", number=True),
            Option("quote_me", "whether recaps may quote your answers", choices=("yes", "no")),
        ),
    ),
    Command(
        "schedule",
        "when questions come; admins set it in words, such as weekdays 9:00 Europe/Berlin",
        scheduling.schedule,
        "schedule [WORDS]",
        (
            Option("action", "what to do", choices=scheduling.ACTIONS),
            Option("schedule", "a schedule's number", number=True),
            Option("replaces", "the schedule it takes the place of", number=True),
            Option("track", "a subject", choices=tuple(Track)),
            Option("skill", "a skill", choices=tuple(Skill)),
            Option("difficulty", "1 to 5, or a range such as 2-4"),
            _STYLE,
            Option("mode", "where it is answered", choices=("thread", "private")),
            Option("closes", "hours until the model answer is shown"),
            Option("reminder", "hours before that for a reminder"),
            Option("until", "the date a pause ends"),
            Option("days", "the days, in words"),
            Option("time", "the time of day"),
            Option("zone", "the IANA zone"),
            Option("channel", "the channel it is for"),
        ),
        takes_text=True,
        for_admins=True,
    ),
    Command(
        "suggest",
        "suggest a question to the group; admins decide",
        scheduling.suggest,
        "suggest [ID]",
        (
            _QUESTION,
            Option("decision", "what an admin decides", choices=("approve", "decline")),
            Option("suggestion", "a suggestion's number", number=True),
        ),
    ),
    PAIR_COMMAND,
    Command("help", "this list", give_help, "help"),
)

_BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}
