"""A score that a member chose to show: what it was and how it went, without a word that gives the answer away."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.chat import Button, Buttons, Heading, Part, Picture, Reply, ReplyKind, Text
from bot.core.grading.grade import Verdict
from bot.core.practice import Card
from bot.core.progress.tiles import Tiles, band_of, levels_of
from bot.core.records import Origin
from bot.core.wording import say, say_count


def tiles_of(card: Card, verdict: Verdict, name: str) -> Tiles:
    """What a share card shows of a score card.

    Args:
        card: The score card.
        verdict: The grade that counts.
        name: What to call its member.
    """
    question = card.question
    track = question.track.value.replace("-", " ")
    streak = card.streak.current
    return Tiles(name, question.title, track, levels_of(verdict), band_of(verdict), verdict.estimate, streak)


def shared_reply(
    card: Card, verdict: Verdict, name: str, place: Origin | None, pictures: Sequence[Picture] = ()
) -> Reply:
    """A card to show around: a row of moons, one a criterion, from new (level 0) to full (level 4).

    Args:
        card: The score card.
        verdict: The grade that counts.
        name: What to call its member.
        place: Where its group sees it; none to show it to the member alone, who can take it elsewhere.
        pictures: The card drawn, which says all that the words say; the row is written where it is not.
    """
    question, tiles = card.question, tiles_of(card, verdict, name)
    parts: list[Part] = [
        Heading(say("shared.title", name=tiles.name or say("shared.somebody"), track=tiles.track)),
        Text(f"{tiles.moons}  {tiles.score}"),
        Text(f"*{question.title}*"),
        *pictures,
    ]
    if not pictures:
        parts.append(Text(tiles.counts, subtle=True))
    gain = _gain(card, verdict)
    if gain > 0:
        parts.append(Text(say("shared.gain", points=gain)))
    if tiles.streak > 1:
        parts.append(Text(say_count("shared.streak", tiles.streak), subtle=True))
    if place is None:
        parts.append(Text(say("shared.alone"), subtle=True))
        return Reply(ReplyKind.SHARED, tuple(parts), context={"question_id": question.id})
    options = {"question": question.id}
    if card.graded.answer.posting_id is not None:
        options["posting_id"] = str(card.graded.answer.posting_id)
    buttons = [Button(say("button.answer"), "answer", options)]
    if not card.graded.answer.origin.alone:
        buttons.append(Button(say("button.review"), "review", {"answer_id": str(card.graded.answer.id)}))
    parts.append(Buttons(tuple(buttons)))
    return Reply(ReplyKind.SHARED, tuple(parts), private=False, context={"question_id": question.id}, place=place)


def _gain(card: Card, verdict: Verdict) -> int:
    """Points gained over the try before, if that one is no secret and the same judge graded both; else 0."""
    if card.before is None or card.before.grade is None or card.before.answer.origin.alone:
        return 0
    before = card.before.grade.verdict
    return round(verdict.total) - round(before.total) if before.judge == verdict.judge else 0
