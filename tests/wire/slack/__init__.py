"""A small, strict Slack of the tests' own, speaking the real wire contract to the real slack-bolt and slack_sdk.

It is written to Slack's documented contract, and, where that is silent or wrong, to what others measured: an update's
text is limited to 4,000 bytes, all blocks of a message together to about 13,300 characters, a thread's deleted parent
becomes a tombstone told as `message_changed`, an edited mention is told again. It refuses what Slack refuses, with
Slack's codes.

    @pytest.fixture
    async def slack() -> AsyncIterator[Slack]:
        async with Slack(manifest) as server:  # the app's manifest decides scopes, events, commands; all on without it
            yield server

    async def test_an_answer_in_the_thread_is_graded(slack: Slack) -> None:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)  # the app under test, or its own process
        async with running(AsyncSocketModeHandler(AsyncApp(client=client), slack.app_token)):
            asked = await slack.people.say("ada", "#practice", "@greenroom a question, please")
            question = await slack.read.message("#practice", "p-value", thread=asked)  # waits for it
            slack.faults.next("chat.postMessage", faults.drop_after())  # posted, but nobody hears of it
            await slack.people.press("ben", question, "Answer privately")
            form = (await slack.read.until(lambda: slack.read.modals("ben")))[0]
            await slack.people.submit("ben", form, {"Your answer": "The chance of data this extreme"})
            card = await slack.read.until(lambda: slack.read.ephemerals("ben"))
            assert not slack.read.notified(card[0]) and slack.log.busiest("chat.postMessage") <= 1

`Slack(manifest=None, *, app, request_url, pace, enforce_limits, populated, port)` has `base_url`, `api_url`,
`bot_token`, `app_token` (signing secret and client id are in `world.app`) and:

- `people`: `say(user, channel, text, thread=, broadcast=, smart_quotes=, raw=)` (channel `"app"` is the app's direct
  messages), `edit`, `delete`, `share`, `unfurl`, `react`, `join`, `leave`, `other_bot_says`, `open_home`,
  `open_assistant`, `look_at`; `press(user, message or view, label)`, `tick`, `choose`, `fill`, `submit(user, view,
  {label: value})`, `close`, `slash(user, "/greenroom", text, channel=)`, `shortcut(user, message or None, callback
  id)`. What Slack's client would not allow is a `NotPossibleError`. Those that the app has to acknowledge return the
  settled `Delivery` (`acknowledged`, `took`, `answer`, `payload`, `attempts`).
- `admin`: `study_group` (ada owns it; ben, cora; gil is a guest; the app is in #practice, #den (private) and #attic
  (archived), not in #general and #secret), `person`, `channel`, `archive`, `unarchive`, `kick_bot`, `invite_bot`,
  `deactivate`, `revoke_token`, `expire_token`, `uninstall`, `set_scopes`, `approve`, `install` (OAuth in a browser).
- `read`: `messages(channel, thread=, by_app=)`, `direct`, `ephemerals`, `modals`, `modal`, `home`, `status`, `prompts`,
  `words` (what a person reads), `notified` (whom it rings for), `alive` (mentions and links that are alive); waiting:
  `message(channel, containing, thread=)`, `until(function)`. No test needs to sleep.
- `faults.next(method or pattern, fault, times=)` with `ratelimited`, `status`, `error`, `drop_after`, `drop_before`,
  `slow`, `late`; methods include `response_url` and `upload`. `sockets.drop()`, `cut_on_next("before" or "after")`,
  `disconnect(reason)`, `deaf`, `ping()`. `http.post(body, signature=, timestamp=, ...)`, `verify_url()`.
- `log`: `calls`, `of(method, **arguments)`, `refused`, `limited`, `busiest(method, channel, seconds)`, `complaints`
  (what a client did against the protocol without being told; a test should find it empty).
- `deliveries`: `all`, `events(type, **fields)`, `settled()`, `again(delivery)`; `Pace(deadline, retries)`.
- `limits.enforced`, `limits.burst`; `clock.advance(seconds)` ages triggers, response URLs, tokens and limits.

Signed HTTP instead of sockets: set `slack.world.app.request_url`, at any time. As a process with controls over HTTP:
`python -m tests.wire.slack --port 4100`, and `Remote("http://127.0.0.1:4100").people.say(user="ada", ...)`.
"""

from __future__ import annotations

from tests.wire.slack import faults, mrkdwn
from tests.wire.slack.app import ALL_SCOPES, App
from tests.wire.slack.control import Remote
from tests.wire.slack.delivery import Delivery, Pace
from tests.wire.slack.errors import NotPossibleError, SlackError
from tests.wire.slack.server import Slack
from tests.wire.slack.things import Channel, Message, User, View

__all__ = [
    "ALL_SCOPES",
    "App",
    "Channel",
    "Delivery",
    "Message",
    "NotPossibleError",
    "Pace",
    "Remote",
    "Slack",
    "SlackError",
    "User",
    "View",
    "faults",
    "mrkdwn",
]
