"""Words to the makers of schedules, in private: what was halted, and what is foreseen."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.chat import Reply, ReplyKind, Text
from bot.core.rhythm.lookout import Foreseen
from bot.core.schedules.pick import Relaxed
from bot.core.schedules.words.shown import listed
from bot.core.wording import catalogue, say, say_count


def halted_reply(reason: str) -> Reply:
    """What halted a schedule, and how it goes on."""
    return Reply(ReplyKind.NOTICE, (Text(say("halted", why=why_halted(reason))),))


def why_halted(reason: str) -> str:
    """A reason in words."""
    known = f"halted.{reason}"
    return say(known) if known in catalogue() else say("halted.other", reason=reason)


def ahead_reply(foreseen: Foreseen) -> Reply:
    """What is foreseen of a schedule, what will be done about it, and what its admin can do."""
    return Reply(ReplyKind.NOTICE, (Text(say("ahead")), Text(foreseen_text(foreseen)), Text(say("ahead.remedy"))))


def foreseen_text(foreseen: Foreseen) -> str:
    """What is foreseen, in a line."""
    if foreseen.kind == "unmatched":
        given = given_up(foreseen.relaxed)
        return say("ahead.unmatched", date=foreseen.on, filters=foreseen.filters, given=given)
    if foreseen.left == 0:
        return say("ahead.repeats.now", date=foreseen.on, filters=foreseen.filters)
    return say_count("ahead.repeats", foreseen.left, date=foreseen.on, filters=foreseen.filters)


def given_up(relaxed: Sequence[Relaxed | str]) -> str:
    """Filters that were given up, in words."""
    known = catalogue()
    return listed([say(f"relaxed.{name}") for name in relaxed if f"relaxed.{name}" in known])
