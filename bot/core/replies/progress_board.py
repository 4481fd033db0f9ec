"""A leaderboard, with what decided between equals and whose scores are estimates."""

from __future__ import annotations

from bot.core.chat import Button, Buttons, Heading, Part, Reply, ReplyKind, Rows, Text
from bot.core.progress.boards import Leaderboard, Ranked
from bot.core.progress.points import Period
from bot.core.wording import say


def board_reply(board: Leaderboard) -> Reply:
    """A leaderboard as one of its members sees it."""
    parts: list[Part] = [Heading(say(f"board.title.{board.period.value}", key=board.key))]
    if board.top:
        rows = tuple(_row(one, board) for one in board.top)
        parts.append(Rows(tuple(say("board.columns").split("|")), rows))
    else:
        parts.append(Text(say("board.nobody")))
    parts += _notes(board)
    parts.append(_buttons(board))
    return Reply(ReplyKind.PROGRESS, tuple(parts), context={"period": board.period.value})


def _row(one: Ranked, board: Leaderboard) -> tuple[str, ...]:
    points, name = one.entry.points, one.entry.name or say("shared.somebody")
    total = f"{points.total:,}"
    return (
        say("board.shared", rank=one.rank) if one.shared else str(one.rank),
        say("board.you", name=name) if one.entry.member_id == board.asked_by else name,
        say("board.estimated", points=total) if points.estimated else total,
        f"{points.part:,}",
        f"{points.score:,}",
        f"{points.gain:,}",
    )


def _notes(board: Leaderboard) -> list[Part]:
    notes: list[Part] = []
    if board.hidden:
        notes.append(Text(say("board.hidden")))
    elif board.me is not None and board.me not in board.top:
        points = f"{board.me.entry.points.total:,}"
        notes.append(Text(say("board.me", rank=f"{board.me.rank:,}", members=f"{board.members:,}", points=points)))
    if board.tied:
        notes.append(Text(say("board.tied"), subtle=True))
    if board.estimated:
        notes.append(Text(say("board.estimates"), subtle=True))
    notes.append(Text(say("board.how"), subtle=True))
    return notes


def _buttons(board: Leaderboard) -> Buttons:
    others = [
        Button(say(f"button.board.{period.value}"), "leaderboard", {"period": period.value})
        for period in Period
        if period is not board.period
    ]
    way = "show" if board.hidden else "hide"
    return Buttons((*others, Button(say(f"button.board.{way}"), "leaderboard", {"me": way})))
