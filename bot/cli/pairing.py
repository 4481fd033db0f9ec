"""`greenroom interview pair`: two people at one keyboard, one of whom interviews."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer


def pair(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="The plan's id, from `greenroom interviews list`.")],
) -> None:
    """Interview somebody who sits beside you: the script and the rubric here, the answers aloud.

    Turn the screen away from the candidate. Each line is a word such as `hint`, `ask`, `next` or `stop`, levels such as
    `A3 B2`, or a note such as `A: what they said`. Nothing is stored; it ends with the debrief for both.
    """
    from bot.bootstrap.bank import load_content_for
    from bot.cli.printing import print_reply
    from bot.core.interviews.pairing.hot_seat import HotSeat
    from bot.core.interviews.script import make_script
    from bot.settings import load_settings

    settings = load_settings()
    content = load_content_for(settings)
    seat = HotSeat.begin(make_script(content, plan), content.bank, settings.time_zone, datetime.now(UTC))
    for reply in seat.open():
        print_reply(reply)
    while not seat.over:
        if sys.stdin.isatty():
            typer.echo("\n› ", nl=False)
        line = sys.stdin.readline()
        for reply in seat.hear(line, datetime.now(UTC)) if line else seat.stop(datetime.now(UTC)):
            print_reply(reply)
