from __future__ import annotations

from bot.core.chat import Buttons, Heading, ReplyKind
from bot.core.commands.home import home_page
from bot.core.practice import Practice, Stores
from bot.core.records import Origin
from tests import samples
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores

ALONE = Origin("slack", "T1", "D1", "UADA", private=True, direct=True)


async def test_a_page_about_a_member_has_their_standing_a_question_their_answers_and_the_settings() -> None:
    stores = InMemoryStores()
    practice = Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))
    page = await home_page(room_of(practice, stores), ALONE, samples.NOON)
    assert [reply.kind for reply in page][:2] == [ReplyKind.PROGRESS, ReplyKind.QUESTION]
    titles = [part.text for reply in page for part in reply.parts if isinstance(part, Heading)]
    assert "Settings" in titles
    [answer] = [button for part in page[1].parts if isinstance(part, Buttons) for button in part.items]
    assert (answer.command, answer.options) == ("answer", {"question": page[1].context["question_id"]})


async def test_looking_at_the_page_puts_no_question() -> None:
    stores = InMemoryStores()
    practice = Practice(samples.content(), Stores(stores.directory, stores.postings, stores.ledger))
    room = room_of(practice, stores)
    first, again = [await home_page(room, ALONE, samples.NOON) for _ in range(2)]
    assert first[1].context == again[1].context
    place = await practice.place_of(ALONE)
    assert await stores.postings.latest_posting(place) is None
