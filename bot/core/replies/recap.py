"""A group's weekly recap as it stands in its channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.core.chat import Button, Buttons, Fact, Facts, Heading, Part, Picture, Quotation, Reply, ReplyKind, Rows, Text
from bot.core.progress.group_week import week_title
from bot.core.schedules.words.shown import literal
from bot.core.together.recap import Best, Recap
from bot.core.wording import say, say_count


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a coming question is about: its day's theme, if it has one, and its track."""

    day: date
    theme: str
    track: str


def recap_reply(recap: Recap, ahead: Sequence[Ahead], pictures: Sequence[Picture] = ()) -> Reply:
    """The recap.

    Args:
        recap: What is in it.
        ahead: What the next week's questions are about, in their order.
        pictures: The weekly card, where it could be drawn.
    """
    parts: list[Part] = [
        Heading(week_title(recap.week)),
        Text(_part(recap)),
        *pictures,
        *_best(recap),
        *_people(recap),
        *_hardest(recap),
        *_ahead(ahead),
        Text(f"{say('recap.quoted')} {say('recap.off')}" if recap.week.answers else say("recap.off"), subtle=True),
        Buttons((Button(say("button.next"), "next"), Button(say("button.leaderboard"), "leaderboard"))),
    ]
    return Reply(ReplyKind.SUMMARY, tuple(parts), private=False)


def _part(recap: Recap) -> str:
    week = recap.week
    if not week.answers:
        return say("recap.silent")
    said = [say_count("recap.part", week.took_part, answers=say_count("recap.answers", week.answers))]
    more = week.took_part - recap.before
    if recap.before and more:
        said.append(say_count("recap.more" if more > 0 else "recap.fewer", abs(more)))
    if week.tries_again:
        said.append(say_count("recap.tries", week.tries_again))
    if week.streaks:
        said.append(say_count("recap.streaks", week.streaks))
    return " ".join(said)


def _best(recap: Recap) -> Iterator[Part]:
    """Quotes where they are allowed; else who, on what, and how it went."""
    if not recap.best:
        return
    yield Heading(say("recap.best"))
    for best in recap.best:
        if best.quote:
            yield Quotation(best.quote, say("recap.by", name=_name(best.name), title=best.title, score=_score(best)))
    rows = tuple((_name(best.name), best.title, _score(best)) for best in recap.best if not best.quote)
    if rows:
        yield Rows(tuple(say("recap.best.columns").split("|")), rows)


def _score(best: Best) -> str:
    return say("recap.score.estimate" if best.estimate else "recap.score", total=round(best.total))


def _people(recap: Recap) -> Iterator[Part]:
    facts = []
    if recap.improved is not None:
        key = "recap.improved.by.estimate" if recap.improved.estimate else "recap.improved.by"
        points = round(recap.improved.points)
        facts.append(Fact(say("recap.improved"), say(key, name=_name(recap.improved.name), points=points)))
    if recap.kudos:
        facts.append(Fact(say("recap.kudos"), f"{recap.kudos:,}"))
    if recap.cheered is not None:
        name, count = recap.cheered
        facts.append(Fact(say("recap.cheered"), say("recap.cheered.by", name=_name(name), count=count)))
    if facts:
        yield Facts(tuple(facts))


def _name(name: str) -> str:
    return name or say("shared.somebody")


def _hardest(recap: Recap) -> Iterator[Part]:
    hardest = recap.hardest
    if hardest is None:
        return
    yield Heading(say("recap.hardest", criterion=hardest.criterion))
    key = "recap.hardest.mean.estimate" if hardest.estimate else "recap.hardest.mean"
    lesson = "\n".join(f"- {line}" for line in hardest.lesson)
    yield Text(f"{say(key, title=hardest.title, mean=f'{hardest.mean:.1f}')}\n\n{lesson}")


def _ahead(ahead: Sequence[Ahead]) -> Iterator[Part]:
    """One line: days that are about the same are told together."""
    if not ahead:
        return
    weekdays = say("weekdays.short").split()
    told = []
    for (theme, track), group in groupby(ahead, key=lambda one: (one.theme, "" if one.theme else one.track)):
        days = ", ".join(weekdays[one.day.weekday()] for one in group)
        about = f"`{literal(theme)}`" if theme else track.replace("-", " ")
        told.append(say("recap.ahead.day", days=days, about=about))
    yield Text(say("recap.ahead", days=" · ".join(told)))
