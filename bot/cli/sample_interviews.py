"""Samples of what mock interviews, pairs and leaderboards show, out of the plans there are."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli.sample_verdicts import NOON
from bot.core.bank.content import Content
from bot.core.chat import Heading, Reply, ReplyKind, Text
from bot.core.interviews.pairing import moves
from bot.core.interviews.pairing.state import Home, Pair, Role, Seat
from bot.core.interviews.pairing.storing import KeptPair
from bot.core.interviews.script import Script, make_script
from bot.core.interviews.session import begin
from bot.core.interviews.state import TurnKind
from bot.core.progress.boards import Entry, Leaderboard, Ranked
from bot.core.progress.points import Period, Points
from bot.core.replies import pairing, pairing_panel
from bot.core.replies.interview import plans_reply
from bot.core.replies.interview_turns import opening_reply, said_reply
from bot.core.replies.progress_board import board_reply

_ADA, _BOB = Seat(member_id=1, user="ada", name="Ada"), Seat(member_id=2, user="bob", name="*Bob_the_great*")
_HOME = Home(platform="core", workspace="W1", channel="C1")


def opening_samples(content: Content) -> list[Reply]:
    """What a channel sees of interviews that begin."""
    found = [opening_reply(script, "Ada") for script in _scripts(content)]
    return found or [Reply(ReplyKind.INTERVIEW, (Heading("A mock interview"),), private=False)]


def turn_samples(content: Content) -> list[Reply]:
    """What an interviewer asks first, of every plan."""
    found = []
    for script in _scripts(content):
        step = begin(script, "1", NOON)
        found += [said_reply(script, step.session, turn) for turn in step.turns if turn.kind is TurnKind.ASK]
    return found or [Reply(ReplyKind.TURN, (Text("What would you look at first?"),), private=False)]


def pair_samples(content: Content) -> Iterator[Reply]:
    """Plans to choose from, what a channel sees of a pair, and the reader's panel."""
    yield plans_reply(tuple(content.interviews.values()), None)
    for script in _scripts(content):
        opened = moves.invite(script, _HOME, _ADA, Role.CANDIDATE, NOON)
        yield pairing.card_reply(script, _kept(opened))
        live = moves.start(script, moves.join(opened, _BOB, Role.READER), _BOB.member_id, NOON)
        kept = _kept(_in_scored_part(live, script))
        yield pairing.card_reply(script, kept)
        yield pairing_panel.facts_reply(script)
        yield pairing_panel.script_reply(script, kept)
        yield pairing_panel.sheet_reply(script, kept)
        yield pairing_panel.desk_reply(script, kept)


def board_sample() -> Reply:
    """A leaderboard of the week, with two that are equal."""
    points = (Points(30, 62, 20), Points(30, 66, 0, estimated=2), Points(20, 76, 0), Points(10, 0, 0))
    names = ("Ada", "*Bob_the_great*", "李雷", "@everyone")
    top = tuple(
        Ranked(2 if number == 3 else number, Entry(number, name, held), number in {2, 3})
        for number, (name, held) in enumerate(zip(names, points, strict=True), 1)
    )
    return board_reply(Leaderboard(Period.WEEK, "2026-W47", top, 14, top[0], hidden=False, asked_by=1))


def _in_scored_part(pair: Pair, script: Script) -> Pair:
    """The pair in the first part that is scored."""
    graded = next((part.id for part in script.parts if part.graded), pair.stage)
    return pair.but(stage=graded)


def _kept(pair: Pair) -> KeptPair:
    return KeptPair(7, 1, 1, pair)


def _scripts(content: Content) -> list[Script]:
    return [make_script(content, plan_id) for plan_id in content.interviews]
