"""`greenroom doctor` on Slack's side."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.adapters.slack.manifest import SCOPES
from bot.adapters.slack.sealing import Seal
from bot.cli.slack_checks import clock_finding, scopes_finding
from bot.core.installations import Installation
from bot.core.records import Origin
from storage.database import open_database
from tests.samples import NOON
from tests.wire.running import Home
from tests.wire.slack import Slack, faults

pytestmark = pytest.mark.slow


async def findings(home: Home, slack: Slack, **settings: str) -> dict[str, tuple[bool, str]]:
    """What the doctor says about Slack: whether it is in order, and how it stands with its remedy."""
    told = {
        "GREENROOM_SLACK_BASE_URL": slack.api_url,
        "GREENROOM_SLACK_BOT_TOKEN": slack.bot_token,
        "GREENROOM_SLACK_APP_TOKEN": slack.app_token,
        "GREENROOM_WEIGHTS": "/nowhere",
    }
    result = await asyncio.to_thread(home.run, "doctor", **(told | settings))
    assert "Traceback" not in result.err, result.err
    found = re.findall(r"^(ok|attention) +(slack[ a-z]*?)  +(.*(?:\n +->.*)?)", result.out, re.MULTILINE)
    return {about: (word == "ok", " ".join(text.split())) for word, about, text in found}


async def schedule(home: Home, slack: Slack, *channels: str) -> None:
    """Schedules in some channels."""
    team = slack.world.team().id
    async with await open_database(str(home.folder / "test.db")) as database:
        for name in channels:
            origin = Origin("slack", team, slack.world.channel(name).id, "U1")
            place = await database.directory.place_of(origin, "UTC")
            await database.schedules.add(place, {}, "U1", NOON)


async def test_all_is_well_with_good_tokens_and_the_bot_in_its_channel(home: Home, slack: Slack) -> None:
    await schedule(home, slack, "practice")
    found = await findings(home, slack)
    assert all(ok for ok, _ in found.values()), found
    assert list(found) == ["slack", "slack scopes", "slack clock", "slack channel", "slack socket"]
    assert found["slack"][1] == "the bot's token is good: @greenroom in Study Group"


async def test_a_token_that_is_refused_says_where_to_find_the_right_one(home: Home, slack: Slack) -> None:
    found = await findings(home, slack, GREENROOM_SLACK_BOT_TOKEN="xoxb-wrong", GREENROOM_SLACK_APP_TOKEN="xapp-wrong")
    for about, remedy in (("slack", "Bot User OAuth Token"), ("slack socket", "make an app-level token")):
        ok, text = found[about]
        assert not ok
        assert "invalid_auth" in text
        assert remedy in text


async def test_a_missing_app_token_says_how_to_make_one(home: Home, slack: Slack) -> None:
    ok, text = (await findings(home, slack, GREENROOM_SLACK_APP_TOKEN=""))["slack socket"]
    assert not ok
    assert "connections:write" in text


async def test_missing_permissions_are_named(home: Home, slack: Slack) -> None:
    slack.admin.set_scopes(*(set(SCOPES) - {"im:write", "files:write"}))
    ok, text = (await findings(home, slack))["slack scopes"]
    assert not ok
    assert "files:write, im:write" in text
    assert "greenroom slack manifest" in text


async def test_channels_out_of_reach_are_named_with_their_remedy(home: Home, slack: Slack) -> None:
    await schedule(home, slack, "general", "practice")
    ok, text = (await findings(home, slack))["slack channel"]
    assert not ok
    assert text == "the bot is not in #general -> write /invite @Greenroom in #general"


@pytest.mark.parametrize(("name", "said"), [("attic", "#attic is archived"), ("secret", "is deleted, or private")])
async def test_a_channel_that_is_gone_is_told_apart(name: str, said: str, home: Home, slack: Slack) -> None:
    await schedule(home, slack, name)
    ok, text = (await findings(home, slack))["slack channel"]
    assert not ok
    assert said in text


async def test_slack_out_of_reach_is_said(home: Home, slack: Slack) -> None:
    slack.faults.next("*", faults.status(503), times=9)
    found = await findings(home, slack)
    assert {about for about, (ok, _) in found.items() if not ok} == {"slack", "slack socket"}
    assert "slack-status.com" in found["slack"][1]


async def test_every_workspace_that_installed_the_app_is_looked_at(home: Home, slack: Slack, tmp_path: Path) -> None:
    key, team = Fernet.generate_key().decode(), slack.world.team()
    async with await open_database(str(home.folder / "test.db")) as database:
        for name, token in ((team.id, slack.bot_token), ("T0GONE", "xoxb-gone")):
            await database.installations.save(
                Installation("slack", name, f"Group {name}", Seal(key).seal(token), "U1", "B1", "", NOON)
            )
        other = slack.admin.study_group("Rotating")
        slack.admin.expire_token(other.id)
        token, refresh = Seal(key).seal(slack.world.installation(other.id).token), Seal(key).seal("xoxe-1")
        await database.installations.save(
            Installation("slack", other.id, "Rotating", token, "U2", "B2", "", NOON, refresh, NOON)
        )
    hosted = {
        "GREENROOM_SLACK_CLIENT_ID": "1.2",
        "GREENROOM_ENCRYPTION_KEY": key,
        "GREENROOM_SLACK_SIGNING_SECRET": "s",
    }
    result = await asyncio.to_thread(
        home.run, "doctor", **hosted, GREENROOM_SLACK_BASE_URL=slack.api_url, GREENROOM_WEIGHTS="/nowhere"
    )
    assert "@greenroom in Study Group" in result.out
    assert "Slack refuses the bot's token of Group T0GONE (invalid_auth)" in result.out
    assert "the workspace has to install the app again" in result.out
    assert "the bot's token of Rotating has expired; its next use refreshes it" in result.out
    assert "slack socket" not in result.out


async def test_a_token_that_nobody_refreshes_is_told_of(home: Home, slack: Slack) -> None:
    slack.world.app.rotation = True
    slack.world.rotate(slack.world.installation())
    ok, text = (await findings(home, slack))["slack"]
    assert not ok
    assert "for 12 hours at most" in text
    assert "let workspaces install this one" in text


@pytest.mark.parametrize(("apart", "ok"), [(0, True), (-59, True), (61, False), (-400, False)])
def test_a_clock_that_is_a_minute_off_is_told_of(apart: int, *, ok: bool) -> None:
    now = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    finding = clock_finding(now + timedelta(seconds=apart), now)
    assert finding.ok is ok
    assert ok or str(abs(apart)) in finding.text


def test_permissions_beyond_what_is_needed_are_named() -> None:
    finding = scopes_finding(frozenset(SCOPES) | {"chat:write.public"})
    assert finding.ok
    assert "chat:write.public could be taken away" in finding.text


def test_permissions_that_are_not_told_are_no_fault_and_none_at_all_are() -> None:
    assert scopes_finding(None).ok
    assert not scopes_finding(frozenset()).ok
