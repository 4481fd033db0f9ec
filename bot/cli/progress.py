"""`greenroom progress`: how a member stands, as text, JSON or a picture."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from datetime import date

    from bot.core.chat import Picture
    from bot.core.practice import Practice
    from bot.core.progress.attempts import Attempt
    from bot.core.progress.coach import Due
    from bot.core.progress.ports import Person
    from bot.core.progress.scores import CriterionScore, Score
    from bot.core.progress.summary import Progress
    from bot.settings import Settings
    from storage.database import Database


def progress(
    member: Annotated[
        str | None,
        typer.Option(
            "--member", metavar="ID", help="Whose: a platform's id, or PLATFORM/WORKSPACE/ID. You by default."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE.png", help="Write the progress card as a picture.")
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="Draw the picture for a dark background.")] = False,
) -> None:
    """Print a member's streak, levels and gains, or draw them.

    Only reads, so it works while Greenroom runs, and with nothing answered yet.
    """
    if dark and chart is None:
        fail("--dark is for the picture: add --chart FILE.png", 2)
    found = asyncio.run(_found(member))
    if chart is not None:
        _draw(found, chart, dark=dark)
    if as_json:
        typer.echo(json.dumps(_data(found), ensure_ascii=False, indent=2))
    elif chart is None:
        from bot.cli.printing import print_reply
        from bot.core.replies.looking_back import progress_reply

        print_reply(progress_reply(found.progress, found.due, _pictures(found), found.kudos))


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    today: date
    progress: Progress
    due: Due | None = None
    kudos: tuple[int, int] = (0, 0)


async def _found(member: str | None) -> _Found:
    from bot.adapters.clock import SystemClock
    from bot.bootstrap.bank import load_content_for
    from bot.cli.reading import open_for_reading
    from bot.core.practice import Practice, Stores
    from bot.core.progress.coach import Coach
    from bot.core.progress.streaks import practice_day
    from bot.settings import load_settings

    settings, now = load_settings(), SystemClock().now()
    content = load_content_for(settings)
    database = await open_for_reading(settings)
    if database is None:
        if member is not None:
            fail(f"nobody has answered yet, so there is no member {member!r}")
        return _nothing(settings)
    async with database:
        person = await _person(database, settings, member)
        if person is None:
            return _nothing(settings)
        stores = Stores(database.directory, database.postings, database.ledger)
        practice: Practice = Practice(content, stores, settings.time_zone)
        place = person.place
        today = practice_day(now, place.time_zone, late=place.late_evenings)
        due = await Coach(practice, database.decks).due(place, now)
        kudos = await database.kudos.kudos_for(place)
        return _Found(person.name, today, await practice.progress_of(place, now), due, kudos)


async def _person(database: Database, settings: Settings, member: str | None) -> Person | None:
    """The member who is meant; none for the one at this terminal, who has not answered yet."""
    from bot.adapters.terminal.wiring import local_origin

    origin = local_origin()
    if member is None:
        people = await database.people.people(origin.user, settings.time_zone)
        return next((one for one in people if (one.platform, one.workspace) == ("terminal", origin.workspace)), None)
    platform, workspace, user = _parts(member)
    people = await database.people.people(user, settings.time_zone)
    wanted = [one for one in people if not platform or (one.platform, one.workspace) == (platform, workspace)]
    if len(wanted) > 1:
        names = ", ".join(f"{one.platform}/{one.workspace}/{one.user}" for one in wanted)
        fail(f"{member!r} is in several workspaces; name one of them: {names}", code=2)
    if not wanted:
        fail(f"no member {member!r} has answered yet; give the platform's id of the person, or PLATFORM/WORKSPACE/ID")
    return wanted[0]


def _parts(member: str) -> tuple[str, str, str]:
    platform, _, rest = member.partition("/")
    workspace, slash, user = rest.partition("/")
    return (platform, workspace, user) if slash else ("", "", member)


def _nothing(settings: Settings) -> _Found:
    from bot.adapters.clock import SystemClock
    from bot.bootstrap.bank import load_content_for
    from bot.core.progress.streaks import local_day, streak
    from bot.core.progress.summary import summarise

    now = SystemClock().now()
    today = local_day(now, settings.time_zone)
    return _Found("", today, summarise((), streak((), today), load_content_for(settings).bank, now))


def _draw(found: _Found, path: Path, *, dark: bool) -> None:
    from bot.cli.drawing import write_picture
    from bot.core.progress.pictures import progress_chart

    chart = progress_chart(found.name, found.progress, found.today)
    write_picture(path, lambda charts: charts.progress_card(chart, dark=dark))


def _pictures(found: _Found) -> tuple[Picture, ...]:
    """The card in characters; nothing before the first answer."""
    from bot.core.progress.characters import CharacterCharts
    from bot.core.progress.pictures import progress_chart

    if not found.progress.begun:
        return ()
    chart = progress_chart(found.name, found.progress, found.today)
    return (asyncio.run(CharacterCharts().progress_card(chart)),)


def _data(found: _Found) -> dict[str, Any]:
    progress, streak = found.progress, found.progress.streak
    return {
        "name": found.name,
        "date": found.today.isoformat(),
        "answers": progress.answers,
        "questions": progress.questions,
        "waiting": progress.waiting,
        "streak": {
            "current": streak.current,
            "longest": streak.longest,
            "today": streak.today,
            "freezes": streak.freezes,
            "frozen": [day.isoformat() for day in streak.frozen],
        },
        "due": _due(found.due),
        "kudos": {"answers": found.kudos[0], "reactions": found.kudos[1]},
        "days": [day.isoformat() for day in progress.days],
        "skills": [_score(score, "skill") for score in progress.skills],
        "tracks": [_score(score, "track") for score in progress.tracks],
        "criteria": [_criterion(score) for score in progress.criteria],
        "self_checks": [
            {
                "judge": one.judge or None,
                "answers": one.answers,
                "own": round(one.own, 1),
                "judged": round(one.judged, 1) if one.judge else None,
            }
            for one in progress.own_counts
        ],
        "gains": [
            {
                "question": gain.question_id,
                "first": round(gain.first, 1),
                "best": round(gain.best, 1),
                "tries": gain.tries,
            }
            for gain in progress.gains
        ],
        "scores": [_answer(entry) for entry in reversed(progress.history) if entry.mark is not None],
    }


def _due(due: Due | None) -> dict[str, Any]:
    if due is None:
        return {"criteria": 0, "questions": 0, "next": None}
    following = due.next_at.isoformat() if due.next_at else None
    return {"criteria": due.criteria, "questions": due.questions, "next": following}


def _criterion(score: CriterionScore) -> dict[str, Any]:
    return {"question": score.of.question_id, "criterion": score.of.criterion_id, **_level(score)}


def _score(score: Score[Any], what: str) -> dict[str, Any]:
    return {what: score.of.value, **_level(score)}


def _level(score: Score[Any]) -> dict[str, Any]:
    assert score.estimate is not None, "summaries estimate every score"
    level = score.estimate
    return {
        "judge": score.judge,
        "level": round(level.level, 1),
        "low": round(level.low, 1),
        "high": round(level.high, 1),
        "mean": round(score.mean, 1),
        "answers": score.answers,
        "provisional": score.provisional,
        "judge_versions": score.identities,
    }


def _answer(attempt: Attempt) -> dict[str, Any]:
    assert attempt.mark is not None, "only graded answers have a score"
    return {
        "answer": attempt.answer_id,
        "date": attempt.local_date.isoformat(),
        "question": attempt.question_id,
        "total": round(attempt.mark.total, 1),
        "judge": attempt.mark.judge.name,
        "estimate": attempt.mark.estimate,
        "revises": attempt.revises,
    }
