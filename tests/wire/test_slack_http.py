"""Slack over signed HTTP, and workspaces that install the app by themselves: the bot is its own process."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio
from cryptography.fernet import Fernet

from bot.adapters.slack.manifest import REDIRECT_PATH
from tests.wire.running import Home
from tests.wire.slack import Slack, faults
from tests.wire.slack_bot import PATIENCE, SlackBot, a_slack, free_port, slack_bot
from tests.wire.slack_hosted import KEY, a_hosted_slack, address, commanded, hosted_bot, install, listening, over_http
from tests.wire.slack_stage import COMMAND, SlackStage

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

GOOD = "I would flip it a thousand times and compare the share of heads with one half."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackBot]:
    async with a_slack("https://greenroom.example") as slack:
        settings = over_http(slack, free_port())
        async with slack_bot(tmp_path_factory.mktemp("http"), slack, **settings) as made:
            await listening(made)
            yield made
            assert "Traceback" not in made.log


async def test_the_word_that_events_are_left_out_is_taken_and_told_to_the_operator(bot: SlackBot) -> None:
    told = await bot.slack.admin.leave_out_events(1_518_467_820)
    assert told.acknowledged
    assert "slack_events_left_out" in bot.log
    assert "2018-02-12 20:37 UTC" in bot.log


async def test_a_question_is_answered_over_http_as_over_a_socket(bot: SlackBot) -> None:
    stage = SlackStage(bot, "http")
    await stage.put("coin-flips")
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    assert "of 100" in (await stage.seen("bob", "thread"))[-1]
    await stage.press("bob", "Revise")
    await stage.fill("bob", {"text": GOOD + " Twice."})
    await stage.settle()
    assert len(await stage.seen("bob", "thread")) + len(await stage.seen("bob", "direct")) == 2
    assert bot.slack.log.complaints == []
    assert bot.slack.log.refused == []


EVENT = {"type": "event_callback", "team_id": "T1", "event": {"type": "message", "text": "hello"}}


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"signature": "v0=" + "0" * 64}, 401),
        ({"signature": "v0=é"}, 401),
        ({"signature": ""}, 401),
        ({"timestamp": str(int(time.time()) - 600)}, 401),
        ({"timestamp": "99999999999"}, 401),
        ({"timestamp": "soon"}, 400),
        ({"timestamp": "1e9"}, 400),
        ({"timestamp": "٣٣٣"}, 400),
        ({"timestamp": ""}, 400),
    ],
)
async def test_a_request_of_unknown_origin_is_turned_away(how: dict[str, str], status: int, bot: SlackBot) -> None:
    sent = {name: value.encode().decode("latin-1") for name, value in how.items()}  # as headers are
    answer = await bot.slack.http.post(EVENT, signature=sent.get("signature"), timestamp=sent.get("timestamp"))
    assert answer.status == status


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{not json", "application/json"),
        (b"", "application/json"),
        (b"[]", "application/json"),
        (b'"text"', "application/json"),
        (b'{"event": "no object"}', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"payload=%7Bnot+json", "application/x-www-form-urlencoded"),
        (b"payload=5", "application/x-www-form-urlencoded"),
        (b"{not a form", "application/x-www-form-urlencoded"),
    ],
)
async def test_what_cannot_be_read_is_turned_away(body: bytes, content_type: str, bot: SlackBot) -> None:
    answer = await bot.slack.http.post(body, content_type=content_type, signature=_signed(bot.slack, body))
    assert 400 <= answer.status < 500


def _signed(slack: Slack, body: bytes) -> str | None:
    try:
        body.decode()
    except UnicodeDecodeError:
        return "v0=0"
    return None


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "event_callback"},
        {"type": "event_callback", "event": {"type": "message", "channel": 7, "user": [], "ts": {}}},
        {"type": "block_actions", "actions": "none", "user": {"id": "U1"}},
        {"type": "view_submission", "view": {}},
        {"type": "interactive_message", "actions": [], "callback_id": "x"},
        {"type": "something_new"},
        {"type": "event_callback", "event": {"type": "message", "channel": "C1", "user": ["U1"], "ts": 5, "text": 7}},
    ],
)
async def test_odd_payloads_from_slack_end_nothing(payload: dict[str, object], bot: SlackBot) -> None:
    team = next(iter(bot.slack.world.teams))
    whole = {"team_id": team, "team": {"id": team}, **payload}
    answer = await bot.slack.http.post(json.dumps(whole).encode())
    assert answer.status in {200, 400, 503}
    assert (await bot.slack.http.verify_url()).status == 200


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "shortcut", "callback_id": "somebody_elses", "trigger_id": "1.2.a", "action_ts": "1.2"},
        {"type": "message_action", "callback_id": "somebody_elses", "message": {"ts": "1.2"}, "trigger_id": "1.2.b"},
        {"type": "view_closed", "view": {"id": "V1", "callback_id": "greenroom/1/form"}, "is_cleared": True},
        {"type": "block_suggestion", "action_id": "x", "block_id": "y", "value": "z"},
        {"type": "interactive_message", "actions": [{"name": "x", "type": "button"}], "callback_id": "x"},
        {"type": "dialog_submission", "submission": {}, "callback_id": "x"},
        {"type": "block_actions", "actions": [], "trigger_id": "1.2.c"},
        {
            "type": "block_actions",
            "team": None,
            "enterprise": {"id": "E1"},
            "is_enterprise_install": True,
            "actions": [],
        },
        {"type": "view_submission", "team": None, "view": {"id": "V1", "app_installed_team_id": "T0OTHER"}},
    ],
    ids=lambda payload: payload["type"],
)
async def test_interactions_of_every_kind_are_taken_and_those_of_no_use_do_nothing(
    payload: dict[str, object], bot: SlackBot
) -> None:
    ada = bot.slack.world.user("ada")
    whole = {"team": {"id": ada.team_id, "domain": "d"}, "user": {"id": ada.id, "team_id": ada.team_id}, **payload}
    jobs = bot.rows("SELECT count(*) FROM jobs")
    form = urlencode({"payload": json.dumps(whole)})
    answer = await bot.slack.http.post(form, content_type="application/x-www-form-urlencoded")
    assert (answer.status, answer.text) == (200, "")
    assert bot.rows("SELECT count(*) FROM jobs") == jobs


async def test_slack_may_look_at_the_certificate_without_signing_anything(bot: SlackBot) -> None:
    url = str(bot.slack.world.app.request_url)
    async with aiohttp.ClientSession() as browser, browser.get(url + "?ssl_check=1&token=t") as looked:
        assert looked.status == 200
    form = "application/x-www-form-urlencoded"
    answer = await bot.slack.http.post(b"ssl_check=1&token=t", content_type=form, signature="", timestamp="")
    assert answer.status == 200


async def test_a_command_may_speak_of_a_payload(bot: SlackBot) -> None:
    stage = SlackStage(bot, "words")
    await stage.command("bob", "payload", "channel")
    await stage.settle()
    [shown] = await stage.seen("bob", "alone")
    assert "payload" in shown


async def test_an_event_that_slack_sends_again_is_answered_once(bot: SlackBot) -> None:
    stage = SlackStage(bot, "again")
    await stage.put("coin-flips")
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    assert stage.last is not None
    for number, reason in enumerate(("http_timeout", "http_error", "connection_failed"), 1):
        sent = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        assert (await bot.slack.http.post(stage.last.payload, headers=sent)).status == 200
    await stage.settle()
    assert len(await stage.seen("bob", "thread")) == 1


async def post_form(bot: SlackBot, payload: dict[str, object]) -> None:
    """Have Slack tell of an interaction, exactly so."""
    form = urlencode({"payload": json.dumps(payload)})
    answer = await bot.slack.http.post(form, content_type="application/x-www-form-urlencoded")
    assert (answer.status, answer.text) == (200, "")


async def test_people_of_another_workspace_take_part_in_a_channel_that_both_share(bot: SlackBot) -> None:
    stage = SlackStage(bot, "connect")
    await stage.put("coin-flips")
    partner = bot.slack.world.add_team("Partner")
    eva = bot.slack.world.add_user(partner, "eva", is_admin=True)
    stage.channel.members.append(eva.id)
    await stage.press("bob", "Hint")
    await stage.settle()
    assert stage.last is not None
    ours = stage.last.payload["team"]["id"]
    for number, team in enumerate((ours, partner.id)):  # a press may name either
        by_eva = {"user": {"id": eva.id, "team_id": partner.id}, "team": {"id": team}, "trigger_id": f"1.{number}.eva"}
        message = {**stage.last.payload["message"], "team": ours}
        await post_form(bot, {**stage.last.payload, **by_eva, "message": message})
    await stage.settle()
    assert ["Hint 1 of 2" in bot.slack.read.words(it) for it in bot.slack.read.ephemerals(eva)] == [True, True]
    command = {"team_id": ours, "user_id": eva.id, "channel_id": stage.channel.id, "command": COMMAND}
    form = urlencode({**command, "text": "schedule pause", "trigger_id": "1.2.eva"})
    await bot.slack.http.post(form, content_type="application/x-www-form-urlencoded")
    await stage.settle()
    assert "Only the workspace's admins" in bot.slack.read.words(bot.slack.read.ephemerals(eva)[-1])


async def test_a_press_in_a_workspace_without_the_app_gets_a_word(bot: SlackBot) -> None:
    before = len(bot.slack.log.of("response_url"))
    address = f"{bot.slack.base_url}/actions/nowhere"
    await post_form(bot, {"type": "block_actions", "team": {"id": "T0NONE"}, "actions": [], "response_url": address})
    await bot.until(lambda: len(bot.slack.log.of("response_url")) > before)
    assert "is not installed" in bot.slack.log.of("response_url")[-1].args["text"]


async def test_what_is_asked_for_among_friends_comes_in_the_conversation_with_the_bot(bot: SlackBot) -> None:
    stage = SlackStage(bot, "friends")
    bob = stage.people["bob"]
    address = f"{bot.slack.base_url}/commands/friends"
    where = {"team_id": bob.team_id, "user_id": bob.id, "channel_id": "D0FRIENDS", "response_url": address}
    form = urlencode({**where, "command": COMMAND, "text": "question coin-flips", "trigger_id": "1.1.friends"})
    await bot.slack.http.post(form, content_type="application/x-www-form-urlencoded")
    await stage.settle()
    assert "A fair coin?" in (await stage.seen("bob", "direct"))[-1]
    await stage.say("bob", GOOD, "direct")
    await stage.settle()
    assert "of 100" in (await stage.seen("bob", "direct"))[-1]
    assert any("in our own conversation" in str(it.args.get("text")) for it in bot.slack.log.of("response_url"))


async def test_other_addresses_are_not_there(bot: SlackBot) -> None:
    url = str(bot.slack.world.app.request_url)
    assert (await bot.slack.http.post(EVENT, url=url + "/more")).status == 404
    async with aiohttp.ClientSession() as browser, browser.get(url) as answer:
        assert answer.status == 405


async def test_a_port_in_use_is_one_line(bot: SlackBot, tmp_path: Path) -> None:
    other = SlackBot(home=Home(tmp_path), slack=bot.slack, judge=bot.judge, settings=bot.settings)
    await other.start(connected=False)
    assert other.process is not None
    assert await asyncio.wait_for(other.process.wait(), PATIENCE) == 2
    assert "greenroom: GREENROOM_SLACK_PORT: port" in other.log
    assert "Traceback" not in other.log


# Installing


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hosted(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackBot]:
    """A bot that workspaces install by themselves; nobody has yet."""
    folder = tmp_path_factory.mktemp("hosted")
    async with a_hosted_slack("First Group", "Second Group") as slack, hosted_bot(folder, slack) as made:
        await listening(made)
        yield made


def team_ids(bot: SlackBot) -> list[str]:
    return list(bot.slack.world.teams)[1:]


async def test_two_workspaces_install_the_app_and_are_served_each_with_its_own_token(hosted: SlackBot) -> None:
    first, second = team_ids(hosted)
    for team in (first, second):
        await install(hosted, team)
        practice = hosted.slack.world.channel("practice", team)
        practice.members.append(hosted.slack.world.installation(team).bot_user)
        assert await commanded(hosted, team) == 1
    assert {call.team_id for call in hosted.slack.log.of("chat.postEphemeral")} == {first, second}
    tokens = [installed.token for installed in hosted.slack.world.installations]
    stored = (hosted.home.folder / "test.db").read_bytes() + (hosted.home.folder / "test.db-wal").read_bytes()
    assert all(token.encode() not in stored for token in tokens)
    assert all(token not in hosted.log for token in tokens)


async def test_tokens_outlive_a_restart(hosted: SlackBot) -> None:
    await hosted.kill()
    await listening(hosted)
    assert await commanded(hosted, team_ids(hosted)[0]) == 2


@pytest.mark.parametrize(
    ("fault", "status"),
    [(faults.drop_before(), 503), (faults.status(502), 401), (faults.error("invalid_code"), 401)],
    ids=lambda given: getattr(given, "name", ""),
)
async def test_an_installation_that_slack_does_not_finish_is_told_to_who_installs(
    fault: faults.Fault, status: int, hosted: SlackBot
) -> None:
    team = team_ids(hosted)[0]
    owner = next(user for user in hosted.slack.world.users.values() if user.team_id == team and user.is_owner)
    hosted.slack.faults.next("oauth.v2.access", fault)
    back_to = address(hosted, REDIRECT_PATH)
    page = await hosted.slack.admin.install(address(hosted, "/slack/install"), owner, team, back_to=back_to)
    assert page.status == status
    assert team in [row[0] for row in hosted.rows("SELECT workspace FROM installations")], "it is served as before"


async def test_a_state_is_good_for_one_browser_and_one_time(hosted: SlackBot) -> None:
    team = team_ids(hosted)[0]
    owner = next(user for user in hosted.slack.world.users.values() if user.team_id == team and user.is_owner)
    back_to = address(hosted, REDIRECT_PATH)
    page = await hosted.slack.admin.install(
        address(hosted, "/slack/install"), owner, team, back_to=back_to, with_cookies=False
    )
    assert page.status == 400
    async with aiohttp.ClientSession() as browser:
        for query in ("", "?code=x", "?code=x&state=y", "?error=access_denied", "?state=%FF"):
            async with browser.get(back_to + query) as answer:
                assert answer.status < 500


async def test_a_workspace_that_removes_the_app_is_forgotten_and_its_schedules_are_halted(hosted: SlackBot) -> None:
    first, second = team_ids(hosted)
    slack = hosted.slack
    ada = next(user for user in slack.world.users.values() if user.team_id == first and user.is_owner)
    practice = slack.world.channel("practice", first)
    await slack.people.slash(ada, COMMAND, "schedule weekdays 9:00", channel=practice)
    await hosted.settle()
    await slack.people.press(ada, slack.read.ephemerals(ada)[-1], "Save")
    await hosted.settle()
    for delivery in await slack.admin.uninstall(first):
        assert (await delivery.settled()).acknowledged
    assert [row[0] for row in hosted.rows("SELECT workspace FROM installations")] == [second]
    assert [row[0] for row in hosted.rows("SELECT halted FROM schedules WHERE NOT ended")] == ["revoked"]
    assert await commanded(hosted, second) == 2


async def test_a_workspace_that_comes_back_installs_the_app_again_and_its_schedules_go_on(hosted: SlackBot) -> None:
    first = team_ids(hosted)[0]
    await install(hosted, first)
    assert [row[0] for row in hosted.rows("SELECT halted FROM schedules WHERE NOT ended")] == [None]
    assert await commanded(hosted, first) == 3


async def test_an_old_removal_that_slack_tells_again_takes_nothing_from_a_new_installation(hosted: SlackBot) -> None:
    first, second = team_ids(hosted)
    [(installed,)] = hosted.rows("SELECT installed_at FROM installations WHERE workspace = ?", first)
    earlier = int(datetime.fromisoformat(installed).replace(tzinfo=UTC).timestamp()) - 60
    for inner in ({"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U0OLD"]}}):
        told = {"type": "event_callback", "team_id": first, "event": inner, "event_time": earlier}
        assert (await hosted.slack.http.post(json.dumps(told).encode())).status == 200
    assert [row[0] for row in hosted.rows("SELECT workspace FROM installations")] == [first, second]


async def test_a_token_that_is_taken_back_is_forgotten_at_once(hosted: SlackBot) -> None:
    first, second = team_ids(hosted)
    token = hosted.slack.world.installation(first).token
    told = await hosted.slack.admin.revoke_token(first)
    assert told is not None
    assert (await told.settled()).acknowledged
    assert [row[0] for row in hosted.rows("SELECT workspace FROM installations")] == [second]
    assert not [call for call in hosted.slack.log.refused if call.token == token and call.error == "token_revoked"]
    await install(hosted, first)
    assert await commanded(hosted, first) == 4


async def test_what_is_said_to_one_of_two_bots_in_a_channel_that_their_workspaces_share_is_heard_by_that_one(
    hosted: SlackBot,
) -> None:
    first, second = team_ids(hosted)
    slack, practice = hosted.slack, hosted.slack.world.channel("practice", first)
    ada = next(user for user in slack.world.users.values() if user.team_id == first and user.is_owner)
    ben = next(user for user in slack.world.users.values() if user.team_id == second and user.name == "ben")
    await slack.people.slash(ada, COMMAND, "schedule post", channel=practice)
    await hosted.settle()
    question = slack.read.messages(practice, by_app=True)[-1]
    practice.members.append(ben.id)
    bot = slack.world.installation(first).bot_user
    inner = {"type": "message", "user": ben.id, "text": GOOD, "channel": practice.id, "channel_type": "channel"}
    inner |= {"ts": "1999.000001", "thread_ts": question.ts, "parent_user_id": bot, "user_team": second}
    in_the_name_of = {"team_id": second, "context_team_id": second, "authorizations": [{"team_id": second}]}
    told = {"type": "event_callback", **in_the_name_of, "is_ext_shared_channel": True, "event": inner}
    assert (await slack.http.post(json.dumps(told).encode())).status == 200
    await hosted.settle()
    of = "SELECT w.external_id FROM answers a JOIN workspaces w ON w.id = a.workspace_id"
    assert hosted.rows(of) == [(first,)]
    assert len(slack.read.messages(practice, thread=question, by_app=True)) == 1
    pressed: dict[str, object] = {"type": "block_actions", "team": {"id": second}}
    pressed |= {"user": {"id": ben.id, "team_id": second}}
    [buttons] = [block["elements"] for block in question.blocks if block["type"] == "actions"]
    hint = next(button for button in buttons if button["text"]["text"] == "Hint")
    pressed |= {"channel": {"id": practice.id}, "trigger_id": "1.1.shared", "actions": [hint]}
    pressed["message"] = {"ts": question.ts, "user": bot, "team": first}
    await post_form(hosted, pressed)
    await hosted.settle()
    assert "Hint 1 of" in slack.read.words(slack.read.ephemerals(ben, practice)[-1])


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("GREENROOM_SLACK_SIGNING_SECRET", "this is needed for workspaces that install the app"),
        ("GREENROOM_SLACK_CLIENT_SECRET", "this is needed for workspaces that install the app"),
        ("GREENROOM_SLACK_PUBLIC_URL", "this is needed for workspaces that install the app"),
        ("GREENROOM_ENCRYPTION_KEY", "this is needed for workspaces that install the app"),
    ],
)
async def test_what_is_missing_for_installing_is_named(
    missing: str, said: str, hosted: SlackBot, tmp_path: Path
) -> None:
    result = await asyncio.to_thread(_served, hosted, tmp_path, {missing: ""})
    assert result == (2, f"greenroom: {missing}: {said}")


async def test_another_key_than_the_tokens_were_sealed_with_is_named(hosted: SlackBot, tmp_path: Path) -> None:
    await hosted.stop()
    copy = tmp_path / "test.db"
    copy.write_bytes((hosted.home.folder / "test.db").read_bytes())
    code, line = await asyncio.to_thread(
        _served, hosted, tmp_path, {"GREENROOM_ENCRYPTION_KEY": Fernet.generate_key().decode()}
    )
    assert code == 2
    assert line.startswith("greenroom: GREENROOM_ENCRYPTION_KEY: it does not open the tokens that are kept")
    both = {"GREENROOM_ENCRYPTION_KEY": f"{Fernet.generate_key().decode()},{KEY}"}
    rotated = SlackBot(home=Home(tmp_path), slack=hosted.slack, judge=hosted.judge, settings=hosted.settings | both)
    try:
        await listening(rotated)
        assert await commanded(rotated, team_ids(hosted)[1]) > 2
    finally:
        await rotated.kill()


def _served(bot: SlackBot, folder: Path, settings: dict[str, str]) -> tuple[int, str]:
    result = Home(folder).run("serve", **{**_changed(bot), **settings})
    return result.code, result.one_line_error().split(";")[0]


def _changed(bot: SlackBot) -> dict[str, str]:
    return {name: value for name, value in bot.environment.items() if name.startswith("GREENROOM_SLACK_")} | {
        "GREENROOM_ENCRYPTION_KEY": KEY,
        "GREENROOM_SLACK_PORT": str(free_port()),
    }
