"""The plans that come along, as the platforms get them."""

from __future__ import annotations

import pytest

from bot.adapters.discord.forms import modal as discord_modal
from bot.adapters.discord.pages import leaf_of, pages_of
from bot.adapters.packs.loader import load_content
from bot.adapters.slack.forms import modal as slack_modal
from bot.adapters.slack.render import render
from bot.core.bank.content import Content
from bot.core.chat import ChatEvent, Form, Reply
from bot.core.commands.forms import form_for
from bot.core.interviews.pairing import moves, noting
from bot.core.interviews.pairing.debrief import look_back
from bot.core.interviews.pairing.noting import LONGEST_NOTE
from bot.core.interviews.pairing.state import Pair, PairPhase, Role
from bot.core.interviews.pairing.storing import KeptPair
from bot.core.interviews.script import Script, make_script
from bot.core.practice import Practice, Stores
from bot.core.records import Origin
from bot.core.replies.pairing import card_reply
from bot.core.replies.pairing_debrief import pair_debrief_reply
from bot.core.replies.pairing_panel import desk_reply, facts_reply, lettered, script_reply, sheet_reply
from bot.settings import BUILT_IN_PACK
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores
from tests.samples import NOON
from tests.unit import discord_limits, slack_limits
from tests.unit.pair_samples import READER, live_pair

PLANS = ("glitter-bots", "meta-community-insights", "netflix-ds-loop")
ON_ONE_MESSAGE = 5
"""Criteria that fit on one message with their buttons on every platform."""


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content([BUILT_IN_PACK], None, entry_points=())


def in_part(script: Script, stage: str) -> Pair:
    """A pair in a part, with a long note on every criterion, and all criteria of the parts before scored."""
    pair = live_pair(script)
    for part in script.parts:
        for criterion in lettered(part).values():
            pair = noting.give_level(script, pair, READER, part.id, criterion.id, 2)
        if part.id == stage:
            break
        pair = moves.go(script, pair, READER, part.id, NOON)
    for criterion in lettered(script.part(stage)).values():
        pair = noting.note(script, pair, READER, stage, criterion.id, "w" * LONGEST_NOTE)
    return noting.show_question(noting.give_probe(script, pair, READER), READER)


@pytest.mark.parametrize("plan", PLANS)
def test_all_views_are_within_the_platforms_limits(content: Content, plan: str) -> None:
    script = make_script(content, plan)
    widest = max(script.parts, key=lambda part: len(lettered(part)))
    for part in (script.parts[0], widest, script.parts[-1]):
        pair = in_part(script, part.id)
        kept = KeptPair(123_456_789, 1, 1, pair)
        over = moves.stop(pair, READER, NOON)
        debrief, ended = look_back(script, over, content.bank), KeptPair(123_456_789, 1, 2, over)
        views = (card_reply(script, kept), facts_reply(script), script_reply(script, kept), sheet_reply(script, kept))
        debriefs = (pair_debrief_reply(debrief, ended, role) for role in Role)
        for reply in (*views, desk_reply(script, kept), *debriefs):
            assert not faults(reply)


def faults(reply: Reply) -> list[str]:
    found = [fault for message in render(reply) for fault in slack_limits.message_faults(message.text, message.blocks)]
    for page in pages_of(reply, public=not reply.private):
        found += discord_limits.message_faults(leaf_of(page).message.payload)
    return found


@pytest.mark.parametrize("plan", PLANS)
def test_scores_that_fit_stand_on_one_message_and_the_desk_always_does(content: Content, plan: str) -> None:
    script = make_script(content, plan)
    for part in script.parts:
        kept = KeptPair(1, 1, 1, moves.go(script, live_pair(script), READER, "none", NOON).but(stage=part.id))
        assert len(render(desk_reply(script, kept))) == len(pages_of(desk_reply(script, kept), public=False)) == 1
        if len(lettered(part)) <= ON_ONE_MESSAGE:
            sheet = sheet_reply(script, kept)
            assert len(render(sheet)) == len(pages_of(sheet, public=False)) == 1


async def test_the_forms_are_within_the_platforms_limits(content: Content) -> None:
    stores = InMemoryStores()
    held = Stores(stores.directory, stores.postings, stores.ledger)
    room = room_of(Practice(content, held), stores)
    origin = Origin("core", "W1", "C1", "ada", "Ada", private=True)
    place = await room.practice.place_of(origin)
    seated = live_pair(make_script(content, PLANS[1])).seats[1].model_copy(update={"member_id": place.member_id})
    for role, action in ((Role.READER, ""), (Role.READER, "note"), (Role.CANDIDATE, "rate")):
        pair = live_pair(make_script(content, PLANS[1])).but(**{role.value: seated, role.other.value: None})
        kept = await room.pairs.store.begin(place.workspace_id, pair, f"{role}-{action}", lambda _kept: ())
        options = {"action": action, "pair": str(kept.id)} if action else {}
        form = await form_for(room, ChatEvent("e", origin, NOON, "pair", "", options))
        assert isinstance(form, Form)
        assert not slack_limits.view_faults(slack_modal(form))
        assert not discord_limits.modal_faults(discord_modal(form, 1))
        over = pair.but(phase=PairPhase.STOPPED, reader=None, candidate=None)
        await room.pairs.store.take(KeptPair(kept.id, kept.workspace_id, 2, over), f"{role}-{action}-over", ())
