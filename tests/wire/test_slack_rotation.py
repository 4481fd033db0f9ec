"""An app whose tokens expire (token rotation), served by the bot as its own process, over the wire."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.wire.slack import faults
from tests.wire.slack.log import Call
from tests.wire.slack.things import Installation
from tests.wire.slack_bot import SlackBot
from tests.wire.slack_hosted import a_hosted_slack, commanded, hosted_bot, install, listening

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

HALF_A_DAY = 43_200


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackBot]:
    async with a_hosted_slack("Study") as slack:
        slack.world.app.rotation = True
        async with hosted_bot(tmp_path_factory.mktemp("rotating"), slack) as made:
            await listening(made)
            team = made.slack.world.team("Study").id
            await install(made, team)
            slack.world.channel("practice", team).members.append(installed(made).bot_user)
            yield made


@pytest.fixture(autouse=True)
def clean(bot: SlackBot) -> None:
    bot.slack.log.clear()
    bot.slack.faults.clear()
    bot.slack.world.app.lifetime = HALF_A_DAY


def installed(bot: SlackBot) -> Installation:
    return bot.slack.world.installation(bot.slack.world.team("Study").id)


async def served(bot: SlackBot) -> bool:
    """Whether somebody who asks for something gets it."""
    team = bot.slack.world.team("Study").id
    ben = next(user for user in bot.slack.world.users.values() if user.team_id == team and user.name == "ben")
    before = len(bot.slack.read.ephemerals(ben))
    return await commanded(bot, team) == before + 1


def refreshes(bot: SlackBot) -> list[Call]:
    return bot.slack.log.of("oauth.v2.access", grant_type="refresh_token")


async def test_a_token_that_expires_is_used_like_any_other_and_kept_sealed(bot: SlackBot) -> None:
    assert installed(bot).token.startswith("xoxe.xoxb-")
    assert await served(bot)
    assert refreshes(bot) == []
    files = [path.read_bytes() for path in bot.home.folder.glob("test.db*")]
    for secret in (installed(bot).token, installed(bot).refresh_token):
        assert secret is not None
        assert not any(secret.encode() in held for held in files)
        assert secret not in bot.log


async def test_a_token_that_has_expired_is_followed_by_the_next_again_and_again(bot: SlackBot) -> None:
    for number in (1, 2, 3):
        bot.slack.clock.advance(HALF_A_DAY + 60)
        assert await served(bot)
        assert [call.ok for call in refreshes(bot)] == [True] * number
    assert {call.error for call in bot.slack.log.refused} == {"token_expired"}


async def test_a_token_is_followed_in_time_where_nobody_has_to_wait_for_it(bot: SlackBot) -> None:
    bot.slack.world.app.lifetime = 3_600  # less than is left when it is time
    bot.slack.clock.advance(HALF_A_DAY + 60)
    assert await served(bot)
    bot.slack.log.clear()
    assert await served(bot)
    await bot.until(lambda: refreshes(bot))
    assert await served(bot)
    assert bot.slack.log.refused == []


@pytest.mark.parametrize(
    "fault",
    [faults.drop_before(), faults.status(503), faults.ratelimited(1)],
    ids=lambda fault: fault.name,
)
async def test_a_refresh_that_slack_does_not_do_is_tried_again(fault: faults.Fault, bot: SlackBot) -> None:
    bot.slack.clock.advance(HALF_A_DAY + 60)
    bot.slack.faults.next("oauth.v2.access", fault)
    assert await served(bot)
    assert [call.ok for call in refreshes(bot)][-1]
    assert len(bot.slack.log.of("oauth.v2.access")) == 2


async def test_a_bot_killed_before_it_could_ask_asks_when_it_is_back(bot: SlackBot) -> None:
    bot.slack.clock.advance(HALF_A_DAY + 60)
    bot.slack.faults.next("oauth.v2.access", faults.slow(3_600))
    asking = asyncio.create_task(served(bot))
    await bot.until(lambda: refreshes(bot) or bot.slack.log.of("oauth.v2.access"))
    await bot.kill()
    forget_who_asked(bot)
    await listening(bot)
    assert await asking
    assert installed(bot).token in [call.token for call in bot.slack.log.of("chat.postEphemeral") if call.ok]


async def test_tokens_that_got_lost_in_a_crash_are_told_of_and_the_workspace_installs_again(bot: SlackBot) -> None:
    bot.slack.world.app.lifetime = 3_600
    bot.slack.clock.advance(HALF_A_DAY + 60)
    assert await served(bot)  # its token is good for an hour, so that the next one is asked for at once
    bot.slack.faults.next("oauth.v2.access", faults.late(3_600))
    given = len(refreshes(bot))
    before = installed(bot).token
    assert await served(bot)
    await bot.until(lambda: len(refreshes(bot)) > given and installed(bot).token != before)
    await bot.kill()
    forget_who_asked(bot)
    bot.slack.log.clear()
    await listening(bot)
    assert await served(bot), "the token before is good for the rest of its hour"
    await bot.until(lambda: "slack_token_lost" in bot.log)
    assert [call.error for call in refreshes(bot)] == ["invalid_refresh_token"]
    bot.slack.world.app.lifetime = HALF_A_DAY
    await install(bot, installed(bot).team_id)
    bot.slack.clock.advance(HALF_A_DAY + 60)
    assert await served(bot)


def forget_who_asked(bot: SlackBot) -> None:
    """Let it be as if the bot had been away for a while, after which nobody waits for whoever asked."""
    with contextlib.closing(sqlite3.connect(bot.home.folder / "test.db")) as connection:
        connection.execute("UPDATE installations SET refreshing_since = NULL")
        connection.commit()
