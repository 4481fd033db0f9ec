"""What the small Discord refuses, with the codes that Discord documents. No client library in between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from tests.wire.discord import DiscordServer
from tests.wire.discord.errors import Json

V2 = 1 << 15
Ask = Callable[..., Awaitable[tuple[int, Any]]]


@pytest.fixture
async def ask(server: DiscordServer) -> AsyncIterator[Ask]:
    headers = {"Authorization": f"Bot {server.token}", "User-Agent": "DiscordBot (https://example.org, 1)"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def ask(method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
            url = server.api_url + path
            async with session.request(method, url, json=body, headers=headers) as response:
                return response.status, await response.json() if response.status != 204 else None

        yield ask


def channel(server: DiscordServer) -> str:
    return f"/channels/{server.world.channel('general').id}"


def codes(body: Json, *path: str) -> list[str]:
    """Codes at a place of the tree of errors."""
    node = body["errors"]
    for key in path:
        node = node[key]
    return [error["code"] for error in node["_errors"]]


def text(content: str) -> Json:
    return {"type": 10, "content": content}


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def button(custom_id: str = "x", label: str = "X") -> Json:
    return {"type": 2, "style": 1, "custom_id": custom_id, "label": label}


SELECT = {"type": 3, "custom_id": "s", "options": [{"label": str(it), "value": str(it)} for it in range(26)]}
BAD_MESSAGES: list[tuple[Json, tuple[str, ...], str]] = [
    ({"content": "x" * 2001}, ("content",), "BASE_TYPE_MAX_LENGTH"),
    ({"content": 1}, ("content",), "STRING_TYPE_CONVERT"),
    ({"content": "x", "nonce": "n" * 26}, ("nonce",), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"title": "x" * 257}]}, ("embeds", "0", "title"), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"description": "x" * 4097}]}, ("embeds", "0", "description"), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"description": "x" * 4000}] * 2}, ("embeds",), "MAX_EMBED_SIZE_EXCEEDED"),
    ({"embeds": [{"fields": [{"name": "x", "value": "x"}] * 26}]}, ("embeds", "0", "fields"), "BASE_TYPE_MAX_LENGTH"),
    ({"embeds": [{"fields": [{"name": "x"}]}]}, ("embeds", "0", "fields", "0", "value"), "BASE_TYPE_REQUIRED"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, ("allowed_mentions",),
     "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"),
    ({"content": "x", "components": [text("y")]}, ("components", "0", "type"), "UNION_TYPE_CHOICES"),
    ({"content": "x", "components": [row(button())] * 6}, ("components",), "BASE_TYPE_MAX_LENGTH"),
    ({"components": [row(*(button(str(it)) for it in range(6)))]}, ("components", "0", "components"),
     "BASE_TYPE_BAD_LENGTH"),
    ({"components": [row(button("a"), button("a"))]}, ("components", "0", "components", "1", "custom_id"),
     "COMPONENT_CUSTOM_ID_DUPLICATED"),
    ({"components": [row(button("x" * 101))]}, ("components", "0", "components", "0", "custom_id"),
     "BASE_TYPE_BAD_LENGTH"),
    ({"components": [row(button(label="x" * 81))]}, ("components", "0", "components", "0", "label"),
     "BASE_TYPE_MAX_LENGTH"),
    ({"components": [row(SELECT)]}, ("components", "0", "components", "0", "options"), "BASE_TYPE_BAD_LENGTH"),
    ({"flags": V2, "content": "x", "components": [text("y")]}, ("content",),
     "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
    ({"flags": V2, "embeds": [{"title": "x"}], "components": [text("y")]}, ("embeds",),
     "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"),
    ({"flags": V2, "components": [text("x")] * 41}, ("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    ({"flags": V2, "components": [{"type": 17, "components": [row(*(button(f"{r}{b}") for b in range(5)))]}
                                  for r in range(6)]}, ("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
    ({"flags": V2, "components": [text("x" * 2001)] * 2}, ("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
    ({"flags": V2, "components": [{"type": 9, "components": [text("x")]}]}, ("components", "0", "accessory"),
     "BASE_TYPE_REQUIRED"),
    ({"flags": V2, "components": [{"type": 9, "components": [text("x")] * 4, "accessory": button()}]},
     ("components", "0", "components"), "BASE_TYPE_BAD_LENGTH"),
    ({"flags": V2, "components": [{"type": 11, "media": {"url": "https://example.org/x.png"}}]},
     ("components", "0", "type"), "UNION_TYPE_CHOICES"),
    ({"flags": V2, "components": [{"type": 12, "items": []}]}, ("components", "0", "items"), "BASE_TYPE_BAD_LENGTH"),
    ({"flags": V2, "components": [{"type": 13, "file": {"url": "https://example.org/x"}}]},
     ("components", "0", "file", "url"), "URL_TYPE_INVALID_SCHEME"),
    ({"flags": V2, "components": [{"type": 17, "components": [{"type": 17, "components": [text("x")]}]}]},
     ("components", "0", "components", "0", "type"), "UNION_TYPE_CHOICES"),
    ({"flags": V2, "components": [{"type": 14, "spacing": 3}]}, ("components", "0", "spacing"), "BASE_TYPE_CHOICES"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "path", "code"), BAD_MESSAGES, ids=[f"{it[1][0]}-{it[2]}" for it in BAD_MESSAGES])
async def test_a_message_outside_its_limits_is_an_invalid_form(
    server: DiscordServer, ask: Ask, body: Json, path: tuple[str, ...], code: str
) -> None:
    status, answered = await ask("POST", f"{channel(server)}/messages", body)
    assert (status, answered["code"]) == (400, 50035)
    assert code in codes(answered, *path)
    assert server.read.messages("general") == []


async def test_a_message_at_its_limits_is_taken(server: DiscordServer, ask: Ask) -> None:
    components = [
        {"type": 17, "components": [text("x" * 3999)]},
        row(*(button(f"{it:0100}", "x" * 80) for it in range(5))),
        {"type": 9, "components": [text("y")], "accessory": button("z")},
        *({"type": 14} for _ in range(29)),
    ]
    status, answered = await ask("POST", f"{channel(server)}/messages", {"flags": V2, "components": components})
    assert status == 200, answered
    assert answered["components"][0]["components"][0]["id"] == 2


async def test_text_that_is_too_many_bytes_for_discord_breaks_it(server: DiscordServer, ask: Ask) -> None:
    body = {"flags": V2, "components": [text("界" * 3400)]}
    assert (await ask("POST", f"{channel(server)}/messages", body))[0] == 500


async def test_an_edit_makes_a_message_of_components_only_with_its_old_fields_emptied(
    server: DiscordServer, ask: Ask
) -> None:
    _, sent = await ask("POST", f"{channel(server)}/messages", {"content": "Reading your answer"})
    path, body = f"{channel(server)}/messages/{sent['id']}", {"flags": V2, "components": [text("72 of 100")]}
    assert (await ask("PATCH", path, body))[0] == 400
    assert (await ask("PATCH", path, body | {"content": None}))[0] == 200
    assert (await ask("PATCH", path, {"content": "back"}))[0] == 400


async def test_places_and_messages_that_are_not_there_are_unknown(server: DiscordServer, ask: Ask) -> None:
    own = server.people.say("ada", "general", "mine")
    for method, path, expected in (
        ("POST", "/channels/1/messages", (404, 10003)),
        ("GET", f"{channel(server)}/messages/1", (404, 10008)),
        ("GET", "/users/1", (404, 10013)),
        ("GET", "/guilds/1", (404, 10004)),
        ("POST", "/interactions/1/token/callback", (404, 10062)),
        ("PATCH", f"/webhooks/{server.bot_id}/token/messages/@original", (404, 10015)),
        ("PATCH", f"{channel(server)}/messages/{own['id']}", (403, 50005)),
        ("DELETE", f"{channel(server)}/messages/{own['id']}", (403, 50013)),
    ):
        status, answered = await ask(method, path, {"content": "x"})
        assert (status, answered["code"]) == expected, path


async def test_what_permissions_do_not_cover_is_refused(server: DiscordServer, ask: Ask) -> None:
    path = f"{channel(server)}/messages"
    assert (await ask("POST", path, {"content": " "}))[1]["code"] == 50006
    server.admin.deny("general", "embed_links")
    assert (await ask("POST", path, {"embeds": [{"title": "x"}]}))[1]["code"] == 50013
    server.admin.deny("general", "send_messages")
    assert (await ask("POST", path, {"content": "x"}))[1]["code"] == 50013
    server.admin.deny("general", "read_message_history")
    assert await ask("GET", path) == (200, [])
    server.admin.deny("general", "view_channel", target="@everyone")
    server.admin.deny("general", "view_channel")
    assert (await ask("GET", path))[1]["code"] == 50001
    guild = server.world.guild("Study").id
    assert await ask("GET", f"/guilds/{guild}/channels") == (200, [])
    assert "view_channel" in server.read.may("general", "adam")


async def test_direct_messages_reach_only_those_who_take_them(server: DiscordServer, ask: Ask) -> None:
    direct = server.people.direct_channel("ada")
    server.admin.close_messages("ada")
    assert (await ask("POST", f"/channels/{direct}/messages", {"content": "x"}))[1]["code"] == 50007
    server.admin.close_messages("ada", closed=False)
    server.admin.kick_bot("Study")
    assert (await ask("POST", f"/channels/{direct}/messages", {"content": "x"}))[1]["code"] == 50278


async def test_old_messages_can_be_edited_so_often(server: DiscordServer, ask: Ask) -> None:
    server.world.clock.stop()
    _, sent = await ask("POST", f"{channel(server)}/messages", {"content": "x"})
    path = f"{channel(server)}/messages/{sent['id']}"
    server.admin.advance(3601)
    for number in range(30):
        assert (await ask("PATCH", path, {"content": str(number)}))[0] == 200
    status, answered = await ask("PATCH", path, {"content": "x"})
    assert (status, answered["code"], answered["retry_after"]) == (429, 30046, 3600.0)


async def test_a_request_that_is_none_of_discords_is_refused(server: DiscordServer, ask: Ask) -> None:
    assert (await ask("GET", "/users/@me", Authorization="Bot wrong"))[0] == 401
    assert (await ask("GET", "/users/@me", **{"User-Agent": "curl"}))[1]["code"] == 40333
    assert (await ask("GET", "/nowhere"))[0] == 404
    assert server.read.requests("GET [?]") or server.read.requests("GET ?")
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{server.api_url}{channel(server)}/messages",
            data="{",
            headers={
                "Authorization": f"Bot {server.token}",
                "User-Agent": "DiscordBot (x, 1)",
                "Content-Type": "application/json",
            },
        ) as response,
    ):
        assert (await response.json())["code"] == 50109
        assert response.headers["Content-Type"] == "application/json"


def command(**more: Any) -> Json:
    return {"name": "ask", "description": "Asks", **more}


OPTION = {"type": 3, "name": "word", "description": "A word"}
BAD_COMMANDS: list[tuple[Json, tuple[str, ...], str]] = [
    (command(name="Ask"), ("0", "name"), "APPLICATION_COMMAND_INVALID_NAME"),
    (command(name="two words"), ("0", "name"), "APPLICATION_COMMAND_INVALID_NAME"),
    (command(name="x" * 33), ("0", "name"), "BASE_TYPE_BAD_LENGTH"),
    (command(description=""), ("0", "description"), "BASE_TYPE_BAD_LENGTH"),
    (command(description="x" * 101), ("0", "description"), "BASE_TYPE_BAD_LENGTH"),
    (command(name_localizations={"xx": "frag"}), ("0", "name_localizations", "xx"), "BASE_TYPE_CHOICES"),
    (command(name_localizations={"de": "Frag"}), ("0", "name_localizations", "de"), "APPLICATION_COMMAND_INVALID_NAME"),
    (command(contexts=[3]), ("0", "contexts", "0"), "BASE_TYPE_CHOICES"),
    (command(integration_types=[2]), ("0", "integration_types", "0"), "BASE_TYPE_CHOICES"),
    (command(options=[OPTION] * 26), ("0", "options"), "BASE_TYPE_MAX_LENGTH"),
    (command(options=[OPTION] * 2), ("0", "options", "1", "name"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED"),
    (command(options=[OPTION, OPTION | {"name": "more", "required": True}]), ("0", "options", "1"),
     "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"),
    (command(options=[OPTION | {"choices": [{"name": "x", "value": "x"}] * 26}]), ("0", "options", "0", "choices"),
     "BASE_TYPE_MAX_LENGTH"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "path", "code"), BAD_COMMANDS, ids=[f"{it[1][-1]}-{it[2]}" for it in BAD_COMMANDS])
async def test_a_command_outside_its_limits_is_an_invalid_form(
    server: DiscordServer, ask: Ask, body: Json, path: tuple[str, ...], code: str
) -> None:
    status, answered = await ask("PUT", f"/applications/{server.bot_id}/commands", [body])
    assert (status, answered["code"]) == (400, 50035)
    assert code in codes(answered, *path)


async def test_commands_are_a_hundred_at_most_and_keep_their_ids(server: DiscordServer, ask: Ask) -> None:
    path = f"/applications/{server.bot_id}/commands"
    many = [command(name=f"ask-{number}") for number in range(101)]
    assert (await ask("PUT", path, many))[1]["code"] == 30032
    _, first = await ask("PUT", path, [command(name="frag-дальше"), command()])
    _, second = await ask("PUT", path, [command(description="Asks again")])
    assert [it["id"] for it in second] == [first[1]["id"]]
    assert second[0]["version"] != first[1]["version"]
    assert [it["name"] for it in server.read.registered()] == ["ask"]


INPUT: Json = {"type": 4, "style": 2, "custom_id": "text"}
FIELD: Json = {"type": 18, "label": "Answer", "component": INPUT}
BAD_FORMS: list[tuple[Json, tuple[str, ...]]] = [
    ({"title": "x" * 46}, ("title",)),
    ({"custom_id": "x" * 101}, ("custom_id",)),
    ({"components": []}, ("components",)),
    ({"components": [FIELD] * 6}, ("components",)),
    ({"components": [FIELD] * 2}, ("components", "1", "component", "custom_id")),
    ({"components": [FIELD | {"label": "x" * 46}]}, ("components", "0", "label")),
    ({"components": [FIELD | {"component": INPUT | {"max_length": 4001}}]},
     ("components", "0", "component", "max_length")),
    ({"components": [FIELD | {"component": INPUT | {"placeholder": "x" * 101}}]},
     ("components", "0", "component", "placeholder")),
    ({"components": [row(button())]}, ("components", "0", "components", "0", "type")),
]  # fmt: skip


@pytest.mark.parametrize(("change", "path"), BAD_FORMS, ids=[".".join(it[1]) for it in BAD_FORMS])
async def test_a_form_outside_its_limits_is_refused_and_a_right_one_still_taken(
    server: DiscordServer, ask: Ask, change: Json, path: tuple[str, ...]
) -> None:
    _, (registered,) = await ask("PUT", f"/applications/{server.bot_id}/commands", [command()])
    assert registered["name"] == "ask"
    asked = server.people.slash("ada", "general", "ask")
    token = server.world.interactions[asked["id"]].token
    modal = {"title": "Answer", "custom_id": "answer", "components": [FIELD]}
    callback = f"/interactions/{asked['id']}/{token}/callback"
    status, answered = await ask("POST", callback, {"type": 9, "data": modal | change})
    assert (status, answered["code"]) == (400, 50035)
    assert codes(answered, "data", *path)
    assert (await ask("POST", callback, {"type": 7}))[0] == 400
    assert (await ask("POST", callback, {"type": 9, "data": modal}))[0] == 204
    assert (await ask("POST", callback, {"type": 9, "data": modal}))[1]["code"] == 40060
