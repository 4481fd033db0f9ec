"""Interviews in pairs: inviting, joining, and all that the two can press."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.core.chat import Button, Buttons, ChatEvent, Reply
from bot.core.commands.command import Command, Option, OptionError
from bot.core.commands.options import number_of
from bot.core.errors import GreenroomError, UnknownQuestionError
from bot.core.interviews.pairing import moves, noting
from bot.core.interviews.pairing.state import GENERAL, Home, Pair, PairRefusedError, Role, Seat
from bot.core.interviews.pairing.storing import InterviewingAloneError, KeptPair, Move, PairRunningError
from bot.core.interviews.script import Script, UnknownPlanError, make_script
from bot.core.interviews.state import Rating
from bot.core.records import Place
from bot.core.replies import notices
from bot.core.replies.pairing import card_reply, plans_reply, said_reply, stop_reply
from bot.core.replies.pairing_panel import lettered
from bot.core.room import Room
from bot.core.schedules.words.shown import literal
from bot.core.wording import say

_MENTION = re.compile(r"<?@[!&]?([A-Za-z0-9_.-]+)(?:\|[^>]*)?>?")
_PLAN = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)+")
_OPTIONS = re.compile(r"\s*(?:(?:plan|member|role|action|pair)=\S*\s*)+")
_MARK = re.compile(r"[A-Z][0-4]")
_STARS = re.compile(r"\s*([1-5])\b[\s,.:;-]*(.*)", re.DOTALL)


async def pair(room: Room, event: ChatEvent) -> Reply | None:
    """Begin an interview in pairs, or do something in one.

    Without an action the text or the option `plan` names the plan, and a mention the one who is asked.
    """
    if leading := _OPTIONS.match(event.text):  # typed once more, where a platform has options of its own
        event = replace(event, text=event.text[leading.end() :])
    try:
        action = event.options.get("action", "")
        if action:
            return await _ACTIONS.get(action, _unknown)(room, event)
        return await _invite(room, event)
    except GreenroomError as error:
        refused = _refusal(room, error)
        if refused is None:
            raise
        return refused


def is_invitation(words: str) -> bool:
    """Whether words name somebody, a plan, or both, so that they invite and are no sentence that begins with "pair"."""
    found = words.split()
    return 0 < len(found) < 3 and all(_MENTION.fullmatch(word) or _PLAN.fullmatch(word) for word in found)


async def _invite(room: Room, event: ChatEvent) -> Reply:
    plan_id, member = _named(event)
    if not plan_id:
        return plans_reply(room.practice.content)
    if event.origin.direct or event.origin.platform == "terminal":
        raise PairRefusedError("no-channel")
    place = await room.practice.place_of(event.origin)
    origin = event.origin
    name = next(iter(await room.scheduling.names_of(origin, [member])), "") if member else ""
    role = event.options.get("role", "").strip() or Role.CANDIDATE.value
    if role not in tuple(Role):
        raise OptionError(notices.bad_option("role", role, ", ".join(Role)))
    kept = await room.pairs.invite(
        place,
        _home(event),
        await _seat(room, event, place),
        plan_id,
        event.key,
        event.at,
        role=Role(role),
        invited=(member, name),
    )
    shown = replace(origin, private=False, message=None)
    return card_reply(make_script(room.practice.content, kept.pair.plan_id), kept, shown)


def _home(event: ChatEvent) -> Home:
    origin = event.origin
    return Home(platform=origin.platform, workspace=origin.workspace, channel=origin.channel, thread=origin.thread)


def _named(event: ChatEvent) -> tuple[str, str]:
    """The plan and the member that an invitation names; each may be left out."""
    words = event.text.split()
    found = [_MENTION.fullmatch(word) for word in words]
    members = [mention[1] for mention in found if mention]
    plans = [word for word, mention in zip(words, found, strict=True) if not mention]
    given = _MENTION.fullmatch(event.options.get("member", "").strip())
    plan_id = event.options.get("plan", "").strip() or (plans[0] if plans else "")
    return plan_id.lower(), given[1] if given else next(iter(members), "")


async def _join(room: Room, event: ChatEvent) -> Reply:
    place = await room.practice.place_of(event.origin)
    role = Role.READER if event.options.get("role") == Role.READER else Role.CANDIDATE
    seat = await _seat(room, event, place)
    pair_id = number_of(event.options, "pair") or 0
    kept = await room.pairs.join(place, pair_id, event.key, event.at, seat, role)
    return said_reply(f"pair.did.joined.{kept.pair.role_of(place.member_id) or role}")


async def _swap(room: Room, event: ChatEvent) -> Reply | None:
    return await _do(room, event, lambda _script, pair, me: moves.swap(pair, me), "swap")


async def _start(room: Room, event: ChatEvent) -> Reply | None:
    place = await room.practice.place_of(event.origin)
    kept = await room.pairs.start(place, await pair_id_of(room, event, place), event.key, event.at)
    return said_reply(f"pair.did.start.{kept.pair.role_of(place.member_id)}")


async def _stop(room: Room, event: ChatEvent) -> Reply | None:
    """End it; once it has begun, after asking back, because it cannot be gone on with."""
    sure = event.options.get("sure") == "yes"

    def move(_script: Script, pair: Pair, me: int) -> Pair:
        stopped = moves.stop(pair, me, event.at)
        return pair if pair.phase.begun and not sure else stopped

    try:
        kept = await _moved(room, event, move)
    except (UnknownPlanError, UnknownQuestionError):  # nobody can go on with it, and it must not keep them from others
        place = await room.practice.place_of(event.origin)
        await room.pairs.abandon(place, await pair_id_of(room, event, place), event.key, event.at)
        return said_reply("pair.did.plan-gone")
    if kept.pair.phase.begun:
        return stop_reply(kept)
    return _answered(event, "stop" if kept.pair.began else "call-off")


async def _pause(room: Room, event: ChatEvent) -> Reply | None:
    return await _do(room, event, lambda _script, pair, me: moves.pause(pair, me, event.at), "pause")


async def _resume(room: Room, event: ChatEvent) -> Reply | None:
    home = None if event.origin.direct else _home(event)
    return await _do(room, event, lambda _script, pair, me: moves.resume(pair, me, event.at, home), "resume")


async def _level(room: Room, event: ChatEvent) -> Reply | None:
    """Give the levels that a button, or a text such as `A3 B2`, names by the criteria's letters."""
    marks = (event.options.get("mark", "") or event.text).upper().split()
    if not marks or not all(map(_MARK.fullmatch, marks)):
        raise PairRefusedError("option", " ".join(marks))

    def move(script: Script, pair: Pair, me: int) -> Pair:
        stage = stage_of(script, pair, event)
        for mark in marks:
            criterion = lettered(script.part(stage)).get(mark[0])
            pair = noting.give_level(script, pair, me, stage, criterion.id if criterion else "", int(mark[1]))
        return pair

    await _moved(room, event, move)
    return None


async def _note(room: Room, event: ChatEvent) -> Reply | None:
    def move(script: Script, pair: Pair, me: int) -> Pair:
        stage = stage_of(script, pair, event)
        return noting.note(script, pair, me, stage, event.options.get("on", GENERAL).strip("-"), event.text)

    return await _do(room, event, move, "note")


async def _hint(room: Room, event: ChatEvent) -> Reply | None:
    await _moved(room, event, noting.give_hint)
    return None


async def _probe(room: Room, event: ChatEvent) -> Reply | None:
    await _moved(room, event, noting.give_probe)
    return None


async def _show(room: Room, event: ChatEvent) -> Reply | None:
    await _moved(room, event, lambda _script, pair, me: noting.show_question(pair, me))
    return None


async def _next(room: Room, event: ChatEvent) -> Reply | None:
    back = event.options.get("action") == "back"

    def move(script: Script, pair: Pair, me: int) -> Pair:
        return moves.go(script, pair, me, stage_of(script, pair, event), event.at, back=back)

    await _moved(room, event, move)
    return None


async def _rate(room: Room, event: ChatEvent) -> Reply | None:
    stars, why = event.options.get("stars", ""), event.text.strip()
    if not stars and (found := _STARS.fullmatch(event.text)):
        stars, why = found[1], found[2].strip()
    if stars not in {"1", "2", "3", "4", "5"}:
        raise PairRefusedError("option", stars)
    points = tuple(int(place) for place in event.options.get("points", "").split(",") if place.isdecimal())
    rating = Rating(stars=int(stars), why=why, points=points)
    return await _do(room, event, lambda _script, pair, me: noting.rate(pair, me, rating), "rate")


async def _unknown(_room: Room, event: ChatEvent) -> Reply | None:
    raise PairRefusedError("option", event.options["action"])


_Moves = Callable[[Script, Pair, int], Pair]


async def _moved(room: Room, event: ChatEvent, move: _Moves) -> KeptPair:
    """Let the event's member do something in the event's pair."""
    place = await room.practice.place_of(event.origin)
    as_them: Move = lambda script, pair: move(script, pair, place.member_id)  # noqa: E731
    pair_id = await pair_id_of(room, event, place)
    return await room.pairs.do(place.workspace_id, pair_id, event.key, event.at, as_them)


async def _do(room: Room, event: ChatEvent, move: _Moves, said: str) -> Reply | None:
    await _moved(room, event, move)
    return _answered(event, said)


def _answered(event: ChatEvent, said: str) -> Reply | None:
    """A word on what was done, unless the message that was pressed shows it."""
    return None if "here" in event.options else said_reply(f"pair.did.{said}")


async def _seat(room: Room, event: ChatEvent, place: Place) -> Seat:
    directory = room.pairs.directory
    name = event.origin.user_name or await directory.member_name(place.workspace_id, place.member_id)
    return Seat(member_id=place.member_id, user=event.origin.user, name=name, time_zone=place.time_zone)


async def pair_id_of(room: Room, event: ChatEvent, place: Place) -> int:
    """The pair that an event names, else the one that its member is in."""
    named = number_of(event.options, "pair")
    if named is not None:
        return named
    kept = await room.pairs.store.current(place.workspace_id, place.member_id)
    return kept.id if kept is not None else 0


def stage_of(script: Script, pair: Pair, event: ChatEvent) -> str:
    """The part that a button stood beside; the open one where it names none."""
    place = number_of(event.options, "stage")
    if place is None or place >= len(script.parts):
        return pair.stage
    return script.parts[place].id


def _refusal(room: Room, error: GreenroomError) -> Reply | None:
    """What a member can mend, said; none for anything else."""
    match error:
        case PairRefusedError(reason=reason, detail=detail):
            return notices.refusal(f"pair.refused.{reason}", detail=literal(detail))
        case PairRunningError(kept=kept):
            return _running_reply(room, kept)
        case InterviewingAloneError():
            return notices.refusal("pair.refused.interviewing")
        case _:
            return None


def _running_reply(room: Room, kept: KeptPair) -> Reply:
    plan = room.practice.content.interviews.get(kept.pair.plan_id)
    reply = notices.refusal("pair.refused.running", title=plan.title if plan else kept.pair.plan_id)
    button = Button(say("pair.button.stop"), "pair", {"action": "stop", "pair": str(kept.id)})
    return replace(reply, parts=(*reply.parts, Buttons((button,))))


_ACTIONS: dict[str, Callable[[Room, ChatEvent], Awaitable[Reply | None]]] = {
    "join": _join,
    "swap": _swap,
    "start": _start,
    "stop": _stop,
    "pause": _pause,
    "resume": _resume,
    "level": _level,
    "note": _note,
    "hint": _hint,
    "probe": _probe,
    "show": _show,
    "next": _next,
    "back": _next,
    "rate": _rate,
}

PAIR_COMMAND = Command(
    "pair",
    "an interview in pairs: one reads the script and scores, the other answers",
    pair,
    "pair [@MEMBER] [PLAN]",
    (
        Option("plan", "an interview plan"),
        Option("member", "whom you ask; anybody if left out"),
        Option("role", "what you would like to be", choices=tuple(Role)),
        Option("action", "what to do in a pair", choices=tuple(_ACTIONS)),
        Option("pair", "a pair's number", number=True),
    ),
    takes_text=True,
    aliases=("pairs",),
)
