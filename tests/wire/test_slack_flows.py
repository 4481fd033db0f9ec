"""What members do in Slack beyond the dialogues: the bot is its own process, over a socket."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from bot.adapters.slack.manifest import GRADE_SHORTCUT, prompts
from bot.adapters.slack.translate import message_id
from bot.core.commands.listening import message_key
from tests.wire.slack import Message, View
from tests.wire.slack_bot import SlackBot, working_bot
from tests.wire.slack_stage import COMMAND, SlackStage

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

GOOD = "I would flip it a thousand times and compare the share of heads with one half."
_NUMBERS: Iterator[int] = itertools.count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SlackBot]:
    async with working_bot(tmp_path_factory.mktemp("bot")) as made:
        yield made
        assert [(call.method, call.error) for call in made.slack.log.refused] == []


@pytest.fixture
def stage(bot: SlackBot) -> SlackStage:
    return SlackStage(bot, f"flow{next(_NUMBERS)}")


async def direct(stage: SlackStage, who: str, containing: str) -> Message:
    """The bot's newest direct message to somebody that contains a text."""
    person = stage.people[who]

    def found() -> Message | None:
        shown = stage.slack.read.direct(person, by_app=True)
        return next((item for item in reversed(shown) if containing in stage.slack.read.words(item)), None)

    message = await stage.slack.read.until(found)
    assert message is not None
    return message


async def form(stage: SlackStage, who: str) -> View:
    return (await stage.slack.read.until(lambda: stage.slack.read.modals(stage.people[who])))[-1]


async def test_a_mention_is_told_twice_and_answered_once(stage: SlackStage) -> None:
    await stage.say("bob", "progress", "channel", mention=True)
    await stage.settle()
    assert len(stage.slack.deliveries.events("app_mention", channel=stage.channel.id)) == 1
    assert len(await stage.seen("bob", "alone")) == 1
    await stage.edit("bob", "@greenroom history")
    await stage.settle()
    assert len(stage.slack.deliveries.events("app_mention", channel=stage.channel.id)) == 2
    assert len(await stage.seen("bob", "alone")) == 1


async def test_what_members_write_comes_back_to_them_as_they_wrote_it(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    await stage.say("bob", "If p < 0.05 & n > 100, ask <!channel>, *loudly*, see https://example.com", "thread")
    await stage.settle()
    [card] = await stage.seen("bob", "thread")
    assert "If p < 0.05 & n > 100, ask <!channel>, *loudly*, see https://example.com" in card.replace("**", "*")
    shown = stage.slack.read.messages(stage.channel, thread=stage.question, by_app=True)[-1]
    assert stage.slack.read.alive(shown) == []
    assert stage.slack.read.notified(shown) == set()


async def test_a_deletion_takes_the_answer_back_though_slack_says_only_which_message_it_was(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    stage.slack.world.app.brief_deletions = True
    try:
        await stage.delete("bob")
        await stage.settle()
    finally:
        stage.slack.world.app.brief_deletions = False
    [shown] = await stage.seen("bob", "thread")
    assert "Withdrawn" in shown
    assert len(await stage.seen("bob", "channel")) == 1


async def test_a_reaction_on_an_answer_is_thanks_until_it_is_taken_back(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    thanks = "SELECT kudos.given FROM kudos JOIN answers ON answers.id = answer_id WHERE event_key = ?"
    key = message_key(message_id(stage.channel.id, stage.newest["bob"].ts))
    for given in (True, False):
        await stage.slack.people.react(stage.people["ada"], stage.newest["bob"], "tada", on=given)
        await stage.settle()
        assert [bool(row[0]) for row in stage.bot.rows(thanks, key)] == [given]


async def test_a_form_that_says_nothing_stays_open_and_says_why(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    await stage.press("bob", "Answer privately")
    shown = await form(stage, "bob")
    await stage.slack.people.submit(stage.people["bob"], shown, {"Your answer": "   "})
    assert list(shown.errors.values()) != []
    assert stage.slack.read.modals(stage.people["bob"]) == [shown]
    await stage.slack.people.submit(stage.people["bob"], shown, {"Your answer": GOOD})
    assert stage.slack.read.modals(stage.people["bob"]) == []
    await stage.settle()
    assert "of 100" in (await stage.seen("bob", "direct"))[-1]


async def test_a_long_answer_is_shown_whole(stage: SlackStage) -> None:
    words = " ".join(f"word{number}" for number in range(1_200))
    await stage.put("coin-flips")
    await stage.say("bob", f"I would flip it often. {words}", "thread")
    await stage.settle()
    shown = "\n".join(await stage.seen("bob", "thread"))
    assert all(f"word{number}" in shown for number in range(1_200))
    assert len(await stage.seen("bob", "thread")) > 1


async def test_ticks_count_once_they_are_saved(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    await stage.press("bob", "Self-check")
    await stage.settle()
    checklist = stage.slack.read.ephemerals(stage.people["bob"], stage.channel)[-1]
    [box] = [block for block in checklist.blocks if block.get("elements", [{}])[0].get("type") == "checkboxes"]
    first = box["elements"][0]["options"][0]["text"]["text"]
    await stage.slack.people.tick(stage.people["bob"], checklist, first)
    await stage.slack.people.press(stage.people["bob"], checklist, "Save my ticks")
    await stage.settle()
    assert stage.bot.rows("SELECT said FROM self_checks ORDER BY answer_id DESC")[0][0] != "[]"


async def test_a_message_of_ones_own_can_be_handed_in_afterwards(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    said = await stage.slack.people.say(stage.people["bob"], stage.channel, GOOD)
    await stage.slack.people.shortcut(stage.people["bob"], said, GRADE_SHORTCUT)
    await stage.settle()
    assert "of 100" in stage.slack.read.words(await direct(stage, "bob", "of 100"))
    await stage.slack.people.shortcut(stage.people["ada"], said, GRADE_SHORTCUT)
    await stage.settle()
    assert len(await stage.seen("ada", "alone")) == 1
    assert await stage.seen("ada", "direct") == []


async def test_a_copy_of_everything_comes_as_a_file_for_the_member_alone(stage: SlackStage) -> None:
    await stage.put("coin-flips")
    await stage.say("bob", GOOD, "thread")
    await stage.settle()
    await stage.command("bob", "export", "channel")
    await stage.settle()
    shared = [item for item in stage.slack.read.direct(stage.people["bob"]) if item.body.get("files")]
    [file] = [stage.slack.world.files[entry["id"]] for item in shared for entry in item.body["files"]]
    assert file.name.endswith(".json")
    assert GOOD.encode() in (file.content or b"")
    assert await stage.seen("bob", "alone") == []


async def test_the_home_tab_shows_how_one_stands_and_is_kept_up_to_date(stage: SlackStage) -> None:
    bob = stage.people["bob"]
    await stage.slack.people.open_home(bob)
    view = await stage.slack.read.until(lambda: stage.slack.read.home(bob))
    assert view is not None
    assert "Nothing here yet" in stage.slack.read.words(view)
    before = stage.bot.rows("SELECT count(*) FROM postings")
    await stage.slack.people.press(bob, view, "Answer this one")
    shown = await form(stage, "bob")
    await stage.slack.people.submit(bob, shown, {"Your answer": GOOD})
    await stage.settle()
    await direct(stage, "bob", "of 100")

    def renewed() -> bool:
        home = stage.slack.read.home(bob)
        return home is not None and any(block["type"] == "image" for block in home.blocks)

    await stage.slack.read.until(renewed)
    home = stage.slack.read.home(bob)
    assert home is not None
    shown_there = stage.slack.read.words(home)
    for what in ("Your progress", "1 day", "█", "Answer this one", "Your answers", "of 100", "Settings"):
        assert what in shown_there, what
    [chart] = [block for block in home.blocks if block["type"] == "image"]
    assert "streak" in chart["alt_text"]
    assert stage.slack.world.files[chart["slack_file"]["id"]].complete
    uploaded = len(stage.slack.world.files)
    await stage.slack.people.open_home(bob)
    shows = len(stage.slack.log.of("views.publish", user_id=bob.id))
    await stage.slack.read.until(lambda: len(stage.slack.log.of("views.publish", user_id=bob.id)) > shows)
    assert len(stage.slack.world.files) == uploaded, "the same chart was uploaded again"
    assert stage.bot.rows("SELECT count(*) FROM postings") == before, "looking at a question put it"


async def test_settings_are_changed_in_a_form(stage: SlackStage) -> None:
    await stage.command("ada", "settings", "channel")
    shown = await form(stage, "ada")
    await stage.slack.people.submit(stage.people["ada"], shown, {"The group's time zone": "Asia/Tokyo"})
    await stage.settle()
    assert "Asia/Tokyo" in (await stage.seen("ada", "alone"))[-1]


async def test_in_the_pane_practice_is_private_and_says_what_it_does(stage: SlackStage) -> None:
    bob = stage.people["bob"]
    stage.slack.world.app.events |= {"assistant_thread_started"}  # as in apps made before there were agents
    pane = await stage.slack.people.open_assistant(bob)
    await direct(stage, "bob", "This is between the two of us")
    assert stage.slack.read.prompts(pane) == prompts()
    await stage.slack.people.say(bob, "app", "question coin-flips", thread=pane)
    await stage.settle()
    await stage.hold_judge()
    await stage.slack.people.say(bob, "app", GOOD, thread=pane)
    await stage.slack.read.until(lambda: "is reading" in stage.slack.read.status(pane))
    await stage.release_judge()
    card = await direct(stage, "bob", "of 100")
    assert card.thread_ts == pane.ts
    await stage.slack.read.until(lambda: stage.slack.read.status(pane) == "")
    assert await stage.seen("bob", "channel") == []


async def test_a_mock_interview_in_the_pane_stays_in_its_thread(stage: SlackStage) -> None:
    bob = stage.people["bob"]
    stage.slack.world.app.events |= {"assistant_thread_started"}
    pane = await stage.slack.people.open_assistant(bob)
    await stage.slack.people.say(bob, "app", "mock", thread=pane)
    await stage.slack.people.press(bob, await direct(stage, "bob", "Mock interviews"), "Begin two-stages")
    await direct(stage, "bob", "What brings you here?")
    await stage.slack.people.say(bob, "app", "I like small cats.", thread=pane)
    await direct(stage, "bob", "How would you go on with drive?")
    await stage.slack.people.say(bob, "app", "stop", thread=pane)
    await direct(stage, "bob", "Debrief: Two stages")
    await stage.settle()
    shown = stage.slack.read.direct(bob, by_app=True)
    assert {message.thread_ts for message in shown} == {pane.ts}
    said = [call.args["status"] for call in stage.slack.log.of("assistant.threads.setStatus", thread_ts=pane.ts)]
    assert "is thinking…" in said
    await stage.slack.read.until(lambda: stage.slack.read.status(pane) == "")


async def test_prompts_are_suggested_where_members_talk_to_the_bot(stage: SlackStage) -> None:
    bob = stage.people["bob"]
    said = await stage.slack.people.say(bob, "app", "help")
    await stage.settle()
    await stage.slack.people.open_home(bob, tab="messages")
    await stage.slack.read.until(
        lambda: stage.slack.log.of("assistant.threads.setSuggestedPrompts", channel_id=said.channel)
    )


async def test_the_bot_says_what_to_do_next_when_it_is_brought_into_a_channel_and_only_once(stage: SlackStage) -> None:
    room = stage.slack.admin.channel("hello", [stage.host.id], with_app=False)
    for _ in range(2):
        await stage.slack.admin.invite_bot(room, by=stage.host)
        await stage.slack.read.message(room, "Hello, I am Greenroom")
        await stage.settle()
        await stage.slack.admin.kick_bot(room, by=stage.host)
        await stage.settle()
    ours = [item for item in room.messages.values() if "Hello" in stage.slack.read.words(item)]
    assert len(ours) == 1
    assert "Set the schedule" in stage.slack.people.labels(ours[0])


async def test_a_command_where_the_bot_is_not_is_answered_all_the_same(stage: SlackStage) -> None:
    elsewhere = stage.slack.admin.channel("elsewhere", [stage.people["bob"].id], with_app=False)
    await stage.slack.people.slash(stage.people["bob"], COMMAND, "progress", channel=elsewhere)
    await stage.settle()
    [shown] = stage.slack.read.ephemerals(stage.people["bob"], elsewhere)
    assert "Your progress" in stage.slack.read.words(shown)
    refused = [call for call in stage.slack.log.refused if call.args.get("channel") == elsewhere.id]
    assert [call.error for call in refused] == ["not_in_channel"]
    stage.slack.log.calls = [call for call in stage.slack.log.calls if call not in refused]
