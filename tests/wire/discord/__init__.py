"""A small Discord for tests: gateway and REST v10 as Discord documents them, for the real discord.py or any client.

It refuses what Discord refuses (permissions, limits, deadlines, nonces, archived threads ...) with its statuses and
codes, and lets people do only what their own apps would (`CannotError`). Everything is in one event loop: what people
do is done at once, and tests wait for what the bot makes of it::

    async def test_a_member_answers(monkeypatch):
        async with DiscordServer(shards=1) as discord:
            discord.admin.add_guild()  # Study: olga owns it, adam is an admin, ada and grace are members of #general
            discord.admin.add_forum("Study", "practice", tags=("easy", "hard"))
            discord.admin.set_intents()  # no privileged intent is enabled
            with discord.pointed_at():  # or give a process discord.api_url, discord.gateway_url and discord.token
                async with the_bot(discord.token):
                    await discord.read.wait_connected()
                    asked = await discord.read.wait_settled(discord.people.slash("ada", "general", "ask", track="ml"))
                    pressed = discord.people.press("ada", asked["message"], "Answer")  # by label or custom id
                    await discord.read.wait_answered(pressed)
                    discord.faults.plant("POST /channels/{channel_id}/messages", "drop-after")
                    discord.people.submit("ada", {"text": "It depends on the prior."})
                    card = await discord.read.wait_ephemeral("ada", "of 100")
            assert discord.read.all_pinged() == [] and discord.read.statistics()["excesses"] == []

`people` writes, presses, chooses, fills in forms; `read` looks and waits; `admin` runs guilds and Discord itself
(permissions, kicks, outages, time); `faults` befalls the next REST calls; `gateway` drops, reconnects, invalidates,
silences and refuses lines; `limits` counts and, with `enforced`, enforces rate limits. People, channels and messages
are given by name, id or JSON; what comes back is JSON as Discord sends it. In another process: `python -m
tests.wire.discord --port N`, `process.in_process()`, `Remote(url).call("people.say", "ada", "general", "hello")`.
"""

from tests.wire.discord.control import Remote
from tests.wire.discord.errors import CannotError
from tests.wire.discord.reading import text_of
from tests.wire.discord.server import TOKEN, DiscordServer

__all__ = ["TOKEN", "CannotError", "DiscordServer", "Remote", "text_of"]
