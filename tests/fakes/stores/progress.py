"""Points, preferences and memory cards in memory; points are counted from the answers whenever they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.grading.grade import GradeState
from bot.core.progress.attempts import Attempt
from bot.core.progress.cards import Deck, MemoryCard
from bot.core.progress.points import A_DAY, TRIES, Points, Try, period_keys, question_points
from bot.core.progress.ports import Chosen, Decks, People, Person, Preferences, Standing, Standings, own_key
from bot.core.progress.presence import AWAY, Absence, Presence
from bot.core.records import Answer, GradedAnswer, Place
from tests.attempts import attempt_of
from tests.fakes.stores.directory import place_in
from tests.fakes.stores.state import MemoryState


class InMemoryStandings(Standings):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def top(self, place: Place, key: str, limit: int) -> Sequence[Standing]:
        return self._listed(place, key)[:limit]

    async def members(self, place: Place, key: str) -> int:
        return len(self._listed(place, key))

    async def standing(self, place: Place, key: str) -> tuple[Standing, int, int] | None:
        mine = next((one for one in self._all(place, key) if one[0] == place.member_id), None)
        if mine is None:
            return None
        others = [_order(one) for one in self._listed(place, key)]
        ahead, level = sum(one > _order(mine) for one in others), others.count(_order(mine))
        return mine, ahead, max(level, 1)

    def _listed(self, place: Place, key: str) -> list[Standing]:
        return [one for one in self._all(place, key) if self._state.chosen.get(one[0], Chosen()).on_boards]

    def _all(self, place: Place, key: str) -> list[Standing]:
        here = [
            one
            for one in self._state.answers.values()
            if (one.workspace_id, one.group_id) == (place.workspace_id, place.group_id)
        ]
        members = {one.member_id for one in here}
        found = [(member, self._points([one for one in here if one.member_id == member], key)) for member in members]
        standings = [(member, self._state.names.get(member, ""), points) for member, points in found if points.total]
        return sorted(standings, key=_order, reverse=True)

    def gain_of(self, answer: Answer) -> int:
        """What an answer earned for revising."""
        mine = [
            one
            for one in self._state.answers.values()
            if (one.group_id, one.member_id, one.question_id) == (answer.group_id, answer.member_id, answer.question_id)
        ]
        tries = sorted(mine, key=lambda one: (one.submitted_at, one.id))
        return question_points([self._try(one) for one in tries[:TRIES]]).get(answer.id, Points()).gain

    def _points(self, answers: list[Answer], key: str) -> Points:
        earned = {one.id: Points() for one in answers}
        for question in {one.question_id for one in answers}:
            tries = sorted(
                (one for one in answers if one.question_id == question), key=lambda one: (one.submitted_at, one.id)
            )
            earned |= question_points([self._try(one) for one in tries[:TRIES]])
        days = set()
        for answer in sorted(answers, key=lambda one: one.id):
            if answer.state is not GradeState.WITHDRAWN and answer.local_date not in days:
                days.add(answer.local_date)
                earned[answer.id] += Points(part=A_DAY)
        return sum((earned[one.id] for one in answers if key in period_keys(one.local_date)), Points())

    def _try(self, answer: Answer) -> Try:
        withdrawn, grade = answer.state is GradeState.WITHDRAWN, self._state.counting.get(answer.id)
        if grade is None:
            return Try(answer.id, withdrawn)
        judge = grade.verdict.judge
        names = (judge.name, judge.model, judge.version)
        return Try(answer.id, withdrawn, grade.verdict.total, names, grade.verdict.estimate)


def _order(standing: Standing) -> tuple[int, int, int]:
    points = standing[2]
    return points.total, points.gain, points.part


class InMemoryPreferences(Preferences):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def preferences(self, place: Place) -> Chosen:
        return self._state.chosen.get(place.member_id, Chosen())

    async def left_out(self, workspace_id: int) -> frozenset[int]:
        chosen = self._state.chosen
        members = (member for (workspace, _), member in self._state.members.items() if workspace == workspace_id)
        return frozenset(member for member in members if member in chosen and not chosen[member].on_boards)

    async def save_preferences(
        self,
        place: Place,
        *,
        on_boards: bool | None = None,
        late_evenings: bool | None = None,
        in_recaps: bool | None = None,
    ) -> Chosen:
        self._state.require_member(place)
        chosen = await self.preferences(place)
        if on_boards is not None:
            chosen = replace(chosen, on_boards=on_boards)
        if late_evenings is not None:
            chosen = replace(chosen, late_evenings=late_evenings)
        if in_recaps is not None:
            chosen = replace(chosen, in_recaps=in_recaps)
        self._state.chosen[place.member_id] = chosen
        return chosen


class InMemoryDecks(Decks):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def deck(self, place: Place) -> Deck:
        return self._state.decks.get(place.member_id, Deck({}))

    async def due(self, place: Place, now: datetime) -> tuple[bool, Sequence[MemoryCard]]:
        deck = await self.deck(place)
        due = [card for card in deck.cards.values() if card.due_at <= now]
        return not await self.graded_since(place, deck.grade_id), due

    async def graded_since(self, place: Place, grade_id: int) -> Sequence[tuple[int, Attempt]]:
        found = []
        for answer in self._state.answers.values():
            grade = self._state.counting.get(answer.id)
            mine = answer.member_id == place.member_id and answer.state is not GradeState.WITHDRAWN
            if mine and grade is not None and grade.id > grade_id and not grade.stand_in:
                found.append((grade.id, attempt_of(GradedAnswer(answer, grade))))
        return sorted(found, key=lambda one: one[0])

    async def save_deck(self, place: Place, cards: Sequence[MemoryCard], before: int, grade_id: int) -> bool:
        self._state.require_member(place)
        deck = await self.deck(place)
        if deck.grade_id != before:
            return False
        self._state.decks[place.member_id] = Deck({**deck.cards, **{card.key: card for card in cards}}, grade_id)
        return True

    async def seen(self, place: Place, since: datetime) -> Mapping[str, datetime]:
        moments = [
            (one.question_id, one.submitted_at)
            for one in self._state.answers.values()
            if one.member_id == place.member_id
        ]
        moments += [
            (one.question_id, one.posted_at)
            for (group, key), one in self._state.postings.items()
            if group == place.group_id
            and one.posted_at >= since
            and (not key.startswith("ask:") or key.startswith(f"ask:{own_key(place)}"))
        ]
        found: dict[str, datetime] = {}
        for question_id, moment in moments:
            found[question_id] = max(moment, found.get(question_id, moment))
        return found


class InMemoryPeople(People):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def people(self, user: str, default_time_zone: str) -> Sequence[Person]:
        state, found = self._state, []
        for (workspace_id, name), member in state.members.items():
            answers = [one for one in state.answers.values() if one.member_id == member]
            interviews = [kept for kept, *_ in state.interviews.kept.values() if kept.place.member_id == member]
            if name != user or not (answers or interviews):
                continue
            platform, workspace = next(key for key, one in state.workspaces.items() if one == workspace_id)
            if answers:
                group = max(answers, key=lambda one: (one.submitted_at, one.id)).group_id
            else:
                group = max(interviews, key=lambda kept: kept.session.heard).place.group_id
            place = place_in(state, workspace_id, group, member, default_time_zone)
            found.append(Person(platform, workspace, user, state.names.get(member, ""), place))
        return sorted(found, key=lambda person: (person.platform, person.workspace))


class InMemoryPresence(Presence):
    def __init__(self, state: MemoryState) -> None:
        self._state = state

    async def seen(self, platforms: Sequence[str], now: datetime) -> None:
        for platform in platforms:
            last = self._state.seen.setdefault(platform, now)
            if now - last > AWAY:
                self._state.absences.append((platform, Absence(last, now)))
            self._state.seen[platform] = max(last, now)
