from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.belongings import Belongings
from bot.core.practice import Practice, Stores
from bot.core.records import JobKind
from tests import samples
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
    return Belongings(samples.content(), stores.ledger)


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


async def test_an_answer_to_a_question_that_left_the_bank_is_exported_all_the_same(
    practice: Practice, stores: InMemoryStores
) -> None:
    await practice.submit(ADA, NOON, "m1", "coin-flips", "Flip it.")
    smaller = Belongings(samples.content(samples.question("other")), stores.ledger)
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
