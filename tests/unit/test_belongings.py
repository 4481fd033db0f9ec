from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.belongings import Belongings
from bot.core.interviews.state import Phase
from bot.core.practice import Practice, Stores
from bot.core.records import JobKind
from tests import samples
from tests.contracts.interviews import SOON, opened
from tests.contracts.keepsakes import fill
from tests.fakes.stores import InMemoryStores
from tests.samples import ADA, BOB, NOON


@pytest.fixture
def stores() -> InMemoryStores:
    return InMemoryStores()


@pytest.fixture
def practice(stores: InMemoryStores) -> Practice:
    return Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))


@pytest.fixture
def belongings(stores: InMemoryStores) -> Belongings:
    return Belongings(samples.content(), stores.ledger, stores.keeping)


async def grade(stores: InMemoryStores, answer_id: int) -> None:
    [job] = await stores.jobs.claim([JobKind.GRADE], 1, NOON, 30)
    await stores.ledger.save_grade(job, answer_id, samples.verdict(), NOON, None)


async def test_an_export_holds_everything_oldest_first(
    practice: Practice, stores: InMemoryStores, belongings: Belongings
) -> None:
    first = await practice.submit(ADA, NOON, "m1", "coin-flips", "Flip it.", style="meta")
    await grade(stores, first.answer.id)
    await practice.check_oneself(ADA, first.answer.id, frozenset({"design-first"}), NOON)
    second = await practice.revise(ADA, NOON + timedelta(hours=1), "m2", first.answer.id, "Flip it often.")
    await practice.withdraw(ADA, second.answer.id)
    await practice.submit(BOB, NOON, "m3", "coin-flips", "Bob's own words.")
    values = await belongings.export(await practice.place_of(ADA), "Ada", NOON)
    assert json.loads(json.dumps(values)) == values
    assert values["member"]["name"] == "Ada"
    early, late = values["answers"]
    assert (early["text"], early["title"], early["style"]) == ("Flip it.", "A fair coin?", "meta")
    assert (early["state"], early["said"]) == ("graded", ["design-first"])
    assert [grade["id"] for grade in early["grades"]] == [early["counts"]]
    assert early["grades"][0]["verdict"]["next_step"] == "Say how many flips."
    assert (late["text"], late["revises"], late["counts"]) == ("Flip it often.", early["id"], None)
    assert late["state"] == "withdrawn"  # it is kept, so it is told
    assert "Bob" not in json.dumps(values)


async def test_an_export_holds_what_is_kept_besides_answers(
    practice: Practice, stores: InMemoryStores, belongings: Belongings
) -> None:
    place = await practice.place_of(ADA)
    await fill(stores, place, "ada")
    await fill(stores, await practice.place_of(BOB), "bob")
    values = await belongings.export(place, "Ada", NOON)
    assert json.loads(json.dumps(values)) == values
    assert values["preferences"]["on_boards"] is False
    assert values["passes"] == [
        {
            "question": "coin-flips",
            "title": "A fair coin?",
            "local_date": "2026-11-18",
            "passed_at": SOON.isoformat(),
        }
    ]
    assert values["suggestions"] == [{"question": "dice-ada", "title": None, "note": "ada likes it.", "state": "open"}]
    [card] = values["cards"]
    assert (card["question"], card["criterion"], card["level"]) == ("coin-flips", "design-first", 2)
    assert card["due_at"] == (NOON + timedelta(days=3)).isoformat()
    [interview] = values["interviews"]
    assert (interview["id"], interview["plan"], interview["phase"]) == ("ada", "two-stages", "live")
    assert interview["record"]["turns"][0]["text"]
    assert "bob" not in json.dumps(values)


@pytest.mark.parametrize(("phase", "told"), [(Phase.LIVE, False), (Phase.PARKED, False), (Phase.DONE, True)])
async def test_what_an_interviewer_thinks_is_exported_only_after_the_debrief(
    practice: Practice, stores: InMemoryStores, belongings: Belongings, phase: Phase, told: bool
) -> None:
    place = await practice.place_of(ADA)
    begun = opened("one", place)
    session = begun.kept.session
    graded = session.with_stage(session.stage, grade=samples.verdict(), first={"a": 3.0}, answers=("Flip it.",))
    kept = replace(begun.kept, session=graded.model_copy(update={"phase": phase}))
    await stores.interviews.begin(replace(begun, kept=kept), "event-1", None)
    [interview] = (await belongings.export(place, "Ada", NOON))["interviews"]
    assert ("Say how many flips." in json.dumps(interview)) is told
    assert interview["record"]["stages"][0]["answers"] == ["Flip it."]


async def test_a_record_that_cannot_be_read_is_exported_as_it_is(
    practice: Practice, stores: InMemoryStores, belongings: Belongings
) -> None:
    place = await practice.place_of(ADA)
    await fill(stores, place, "ada")
    held = stores.interviews.kept[place.workspace_id, "ada"]
    stores.interviews.kept[place.workspace_id, "ada"] = (held[0], "{half", held[2])
    [interview] = (await belongings.export(place, "Ada", NOON))["interviews"]
    assert interview["record"] == "{half"


async def test_an_answer_to_a_question_that_left_the_bank_is_exported_all_the_same(
    practice: Practice, stores: InMemoryStores
) -> None:
    await practice.submit(ADA, NOON, "m1", "coin-flips", "Flip it.")
    smaller = Belongings(samples.content(samples.question("other")), stores.ledger, stores.keeping)
    [answer] = (await smaller.export(await practice.place_of(ADA), "Ada", NOON))["answers"]
    assert (answer["question"], answer["title"]) == ("coin-flips", None)


async def test_forgetting_takes_a_members_answers_in_all_groups_and_nobody_elses(
    practice: Practice, belongings: Belongings
) -> None:
    await practice.submit(ADA, NOON, "m1", "coin-flips", "Flip it.")
    await practice.submit(replace(ADA, channel="elsewhere"), NOON, "m2", "coin-flips", "Flip it.")
    await practice.submit(BOB, NOON, "m3", "coin-flips", "Flip it.")
    assert await belongings.forget(await practice.place_of(ADA)) == 2
    assert await practice.history(ADA, 10) == []
    assert len(await practice.history(BOB, 10)) == 1
    assert await belongings.forget(await practice.place_of(ADA)) == 0
