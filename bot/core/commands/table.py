"""COMMANDS: the one table that every platform registers from, and the dispatch to the use cases."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from bot.core.bank.selection import Filters
from bot.core.bank.vocabulary import Skill, Track
from bot.core.chat import ChatEvent, Reply, Text
from bot.core.errors import GreenroomError
from bot.core.practice import Practice
from bot.core.replies import notices
from bot.core.replies.card import card_reply
from bot.core.replies.looking_back import history_reply, progress_reply, self_check_reply
from bot.core.replies.question import hint_reply, model_answer_reply, question_reply

Handler = Callable[[Practice, ChatEvent], Awaitable[Reply]]

_MOST_HISTORY = 50
_DEFAULT_HISTORY = 10


class OptionError(Exception):
    """An option has a value that does not fit; carries the reply that says so."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.reply = reply

    @property
    def plain(self) -> str:
        """The reply's words on one line, for places without Markdown."""
        return " ".join(part.markdown for part in self.reply.parts if isinstance(part, Text)).replace("`", "'")


@dataclass(frozen=True, slots=True)
class Option:
    """A named value a command takes; `choices` closes the list, `number` says that digits are meant."""

    name: str
    summary: str
    choices: tuple[str, ...] = ()
    number: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """Something a member can do.

    Attributes:
        name: What it is called on every platform.
        summary: What it does, in a few words.
        handler: Does it.
        usage: How it is typed.
        options: Its named values.
        takes_text: Whether free text belongs to it.
        aliases: Other names it is found under.
    """

    name: str
    summary: str
    handler: Handler
    usage: str
    options: tuple[Option, ...] = ()
    takes_text: bool = False
    aliases: tuple[str, ...] = ()


async def dispatch(practice: Practice, event: ChatEvent) -> Reply:
    """Do what an event asks for; what its sender can mend comes back as a refusal, anything else is raised.

    Args:
        practice: The use cases.
        event: What happened.

    Raises:
        GreenroomError: Something that no member can mend, such as a database that is gone.
    """
    command = find(event.command)
    if command is None:
        reply = notices.unknown_command(event.command)
        return replace(reply, parts=reply.parts + (await _help(practice, event)).parts)
    try:
        return await command.handler(practice, event)
    except OptionError as error:
        return error.reply
    except GreenroomError as error:
        reply_or_none = notices.refusal_for(error)
        if reply_or_none is None:
            raise
        return reply_or_none


def find(name: str) -> Command | None:
    """The command with this name or alias."""
    return _BY_NAME.get(name.lower())


async def _question(practice: Practice, event: ChatEvent) -> Reply:
    options = event.options
    style = _style(practice, options)
    if question_id := options.get("question", ""):
        asked = await practice.ask_for(event.origin, event.at, event.key, question_id, style)
    elif options.keys() & {"track", "skill", "difficulty", "style", "another"}:
        asked = await practice.ask_about(event.origin, event.at, event.key, filters_from(options, style))
    else:
        asked = await practice.ask_today(event.origin, event.at)
    return question_reply(asked)


def filters_from(options: Mapping[str, str], style: str | None = None) -> Filters:
    """The filters that a command's options describe.

    Raises:
        OptionError: A track, skill or difficulty is not one.
    """
    easiest, hardest = _difficulty(options.get("difficulty", ""))
    return Filters(
        tracks=frozenset(Track(name) for name in _listed("track", options, tuple(Track))),
        skills=frozenset(Skill(name) for name in _listed("skill", options, tuple(Skill))),
        easiest=easiest,
        hardest=hardest,
        style=style,
    )


def _listed(option: str, options: Mapping[str, str], choices: tuple[str, ...]) -> list[str]:
    names = [name.strip().lower() for name in options.get(option, "").split(",") if name.strip()]
    for name in names:
        if name not in choices:
            raise OptionError(notices.bad_option(option, name, ", ".join(choices)))
    return names


def _difficulty(text: str) -> tuple[int, int]:
    if not text:
        return 1, 5
    found = re.fullmatch(r"\s*([1-5])\s*(?:[-–]\s*([1-5])\s*)?", text)
    if found is None:
        raise OptionError(notices.bad_option("difficulty", text, "1 to 5, or a range such as 2-4"))
    first, last = int(found[1]), int(found[2] or found[1])
    return min(first, last), max(first, last)


def _style(practice: Practice, options: Mapping[str, str]) -> str | None:
    style = options.get("style", "").strip().lower()
    if style and style not in practice.content.styles:
        raise OptionError(notices.bad_option("style", style, ", ".join(sorted(practice.content.styles)) or "none yet"))
    return style or None


async def _answer(practice: Practice, event: ChatEvent) -> Reply:
    question_id = event.options.get("question", "")
    if not question_id:
        return notices.refusal("refused.which-question")
    submission = await practice.submit(
        event.origin,
        event.at,
        event.key,
        question_id,
        event.text,
        posting_id=_number(event.options, "posting_id"),
        revises=_number(event.options, "revises"),
        seconds_taken=_number(event.options, "seconds"),
        style=_style(practice, event.options),
    )
    return notices.receipt_reply(submission)


async def _revise(practice: Practice, event: ChatEvent) -> Reply:
    answer_id = _answer_id(event)
    return notices.receipt_reply(await practice.revise(event.origin, event.at, event.key, answer_id, event.text))


async def _hint(practice: Practice, event: ChatEvent) -> Reply:
    question_id = event.options.get("question", "")
    if not question_id:
        return notices.refusal("refused.which-question")
    return hint_reply(practice.content.bank.get(question_id), _number(event.options, "number") or 1)


async def _model_answer(practice: Practice, event: ChatEvent) -> Reply:
    question_id = event.options.get("question", "")
    if not question_id:
        return notices.refusal("refused.which-question")
    return model_answer_reply(await practice.reveal(event.origin, question_id))


async def _self_check(practice: Practice, event: ChatEvent) -> Reply:
    answer_id = _answer_id(event)
    if "said" not in event.options:
        return self_check_reply(await practice.card(event.origin, answer_id, event.at))
    said = frozenset(name.strip() for name in event.options["said"].split(",") if name.strip())
    return self_check_reply(await practice.check_oneself(event.origin, answer_id, said, event.at))


async def _card(practice: Practice, event: ChatEvent) -> Reply:
    return card_reply(await practice.card(event.origin, _answer_id(event), event.at))


async def _progress(practice: Practice, event: ChatEvent) -> Reply:
    return progress_reply(await practice.progress(event.origin, event.at))


async def _history(practice: Practice, event: ChatEvent) -> Reply:
    limit = min(_number(event.options, "limit") or _DEFAULT_HISTORY, _MOST_HISTORY)
    return history_reply(await practice.history(event.origin, limit), practice.content.bank)


async def _withdraw(practice: Practice, event: ChatEvent) -> Reply:
    await practice.withdraw(event.origin, _answer_id(event))
    return notices.withdrawn_reply()


async def _contest(practice: Practice, event: ChatEvent) -> Reply:
    return notices.contested_reply(await practice.contest(event.origin, _answer_id(event), event.at))


async def _help(_practice: Practice, _event: ChatEvent) -> Reply:
    return notices.help_reply([(command.usage, command.summary) for command in COMMANDS])


def _answer_id(event: ChatEvent) -> int:
    answer_id = _number(event.options, "answer_id")
    if answer_id is None:
        raise OptionError(notices.refusal("refused.which-answer"))
    return answer_id


def _number(options: Mapping[str, str], name: str) -> int | None:
    text = options.get(name, "").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise OptionError(notices.bad_number(name, text))
    return int(text)


_QUESTION = Option("question", "a question's id")
_ANSWER_ID = Option("answer_id", "an answer's number from your history", number=True)

COMMANDS: tuple[Command, ...] = (
    Command(
        "question",
        "today's question, or one by id, track, skill, difficulty or style",
        _question,
        "question [ID]",
        (
            _QUESTION,
            Option("track", "a subject", choices=tuple(Track)),
            Option("skill", "a skill", choices=tuple(Skill)),
            Option("difficulty", "1 to 5, or a range such as 2-4"),
            Option("style", "a company's style"),
            Option("another", "a further question", choices=("yes",)),
        ),
        aliases=("ask", "today"),
    ),
    Command(
        "answer",
        "answer the question",
        _answer,
        "answer TEXT",
        (_QUESTION, Option("seconds", "how long it took", number=True)),
        takes_text=True,
    ),
    Command(
        "hint", "a hint, from gentle to strong", _hint, "hint", (_QUESTION, Option("number", "which", number=True))
    ),
    Command(
        "revise",
        "a better try at your answer; both are kept and you see the gain",
        _revise,
        "revise TEXT",
        (_ANSWER_ID,),
        takes_text=True,
    ),
    Command(
        "model-answer", "what a senior would say, once you have answered", _model_answer, "model-answer", (_QUESTION,)
    ),
    Command(
        "self-check",
        "tick what you did say, next to the rubric",
        _self_check,
        "self-check",
        (_ANSWER_ID, Option("said", "the points you made")),
        aliases=("check",),
    ),
    Command(
        "contest",
        "have a grade looked at twice more; the middle one of the three counts",
        _contest,
        "contest",
        (_ANSWER_ID,),
        aliases=("appeal",),
    ),
    Command("card", "a score card again", _card, "card", (_ANSWER_ID,)),
    Command("progress", "your streak and your skills", _progress, "progress", aliases=("streak",)),
    Command("history", "your answers so far", _history, "history", (Option("limit", "how many", number=True),)),
    Command("withdraw", "take an answer back", _withdraw, "withdraw", (_ANSWER_ID,)),
    Command("help", "this list", _help, "help"),
)

_BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}
