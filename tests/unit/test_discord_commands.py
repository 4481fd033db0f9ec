from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.adapters.discord.commands import AUTOCOMPLETED, CONTEXT_MENU, definitions
from bot.adapters.discord.invite import PERMISSIONS, server_link, user_link
from bot.adapters.discord.registering import all_definitions
from bot.adapters.discord.suggestions import suggest
from bot.bootstrap.bank import load_content_for
from bot.cli.discord import discord_app
from bot.core.bank.vocabulary import Track
from bot.core.chat import ChatEvent, Reply, ReplyKind
from bot.core.commands import COMMANDS, Command, Option
from bot.core.commands.listening import HEARD
from bot.core.room import Room
from bot.settings import Settings
from tests import samples
from tests.unit.discord_limits import command_faults, message_faults, suggestion_faults

CLIENT_ID = "123456789012345678"
DOCS = Path(__file__).parents[2] / "docs" / "discord.md"


async def nothing(_room: Room, _event: ChatEvent) -> Reply | None:
    return None


def test_discord_takes_every_command() -> None:
    found = definitions()
    assert command_faults(found) == []
    assert [item["name"] for item in found if item["type"] == 1] == [command.name for command in COMMANDS]
    assert len(found) <= 100


def test_discord_takes_its_own_command_as_well() -> None:
    found = all_definitions()
    assert command_faults(found) == []
    home = next(item for item in found if item["name"] == "home")
    assert home["contexts"] == [1], "in direct messages with the bot alone"


def test_free_text_is_an_option_as_long_as_discord_lets_it_be() -> None:
    named = {item["name"]: item for item in definitions()}
    text = named["answer"]["options"][0]
    assert (text["name"], text["max_length"], text["required"]) == ("text", 6000, False)
    assert "text" not in [option["name"] for option in named["hint"]["options"]]


def test_questions_and_tracks_are_completed_and_closed_lists_are_choices() -> None:
    options = {option["name"]: option for item in definitions() for option in item.get("options", ())}
    assert all(options[name]["autocomplete"] for name in AUTOCOMPLETED)
    assert [choice["value"] for choice in options["another"]["choices"]] == ["yes"]
    assert options["limit"]["type"] == 4


def test_members_use_commands_anywhere_and_admins_theirs_in_a_server() -> None:
    admins = Command("schedule", "when questions come", nothing, "schedule", for_admins=True)
    everybody = Command("hint", "a hint", nothing, "hint")
    found = {item["name"]: item for item in definitions((admins, everybody))}
    assert found["schedule"]["default_member_permissions"] == "32"
    assert (found["schedule"]["integration_types"], found["schedule"]["contexts"]) == ([0], [0])
    assert found["hint"]["default_member_permissions"] is None
    assert (found["hint"]["integration_types"], found["hint"]["contexts"]) == ([0, 1], [0, 1, 2])


def test_a_message_can_be_graded_from_its_menu() -> None:
    assert [item["name"] for item in definitions() if item["type"] == 3] == ["Grade this answer"]
    assert set(CONTEXT_MENU.values()) <= set(HEARD)


def test_names_and_descriptions_can_be_translated() -> None:
    command = Command("hint", "a hint", nothing, "hint", (Option("number", "which", number=True),))
    german = {"command.hint": "tipp", "command.hint.number.summary": "der wievielte"}
    (found, _) = definitions((command,), lambda key: {"de": german[key]} if key in german else {})
    assert found["name_localizations"] == {"de": "tipp"}
    assert found["description_localizations"] is None
    assert found["options"][0]["description_localizations"] == {"de": "der wievielte"}
    assert command_faults([found]) == []


def test_a_question_is_suggested_by_words_of_its_title_id_or_track() -> None:
    content = samples.content()
    assert suggest(content, "question", "fair die") == [{"name": "A fair die? (dice-rolls)", "value": "dice-rolls"}]
    assert [item["value"] for item in suggest(content, "question", "COIN")] == ["coin-flips"]
    assert suggest(content, "question", "nothing like it") == []


def test_a_plan_is_suggested_by_words_of_its_title_or_id() -> None:
    content = load_content_for(Settings())
    found = suggest(content, "plan", "glitter")
    assert [item["value"] for item in found] == ["glitter-bots"]
    assert len(suggest(content, "plan", "")) == min(len(content.interviews), 25)


def test_the_last_of_several_tracks_is_completed() -> None:
    assert suggest(samples.content(), "track", "sql, exp")[0] == {
        "name": "sql, experimentation",
        "value": "sql,experimentation",
    }
    assert len(suggest(samples.content(), "track", "")) == min(len(Track), 25)
    assert suggest(samples.content(), "style", "m") == [{"name": "meta", "value": "meta"}]
    assert suggest(samples.content(), "difficulty", "") == []


def test_suggestions_from_the_whole_bank_fit() -> None:
    content = load_content_for(Settings())
    for typed in ("", "a", "experimentation", "the"):
        assert suggestion_faults(suggest(content, "question", typed)) == []


def test_the_links_ask_for_what_is_needed_and_no_more() -> None:
    assert server_link(CLIENT_ID) == (
        "https://discord.com/oauth2/authorize?client_id=123456789012345678&integration_type=0"
        "&scope=bot+applications.commands&permissions=2252109051448320"
    )
    assert user_link(CLIENT_ID).endswith("integration_type=1&scope=applications.commands")


def test_permissions_have_the_bits_that_the_library_knows_them_by() -> None:
    import discord

    for name, bit in PERMISSIONS.items():
        attribute = name.lower().replace(" ", "_")
        assert getattr(discord.Permissions(bit), "read_messages" if attribute == "view_channels" else attribute), name


def test_every_permission_is_justified_in_the_docs() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [name for name in PERMISSIONS if f"| {name} |" not in text] == []


def test_the_docs_say_how_every_kind_of_reply_is_shown() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [kind.value for kind in ReplyKind if f"| {kind.value} |" not in text] == []


def test_invite_prints_both_links() -> None:
    result = CliRunner().invoke(discord_app, ["invite", "--client-id", CLIENT_ID])
    assert result.exit_code == 0
    assert server_link(CLIENT_ID) in result.stdout
    assert user_link(CLIENT_ID) in result.stdout


@pytest.mark.parametrize("client_id", ["", "abc", "123", CLIENT_ID + "\n", "１２３４５６７８９０１２３４５６７８"])
def test_an_id_that_is_none_gives_one_line_and_2(client_id: str) -> None:
    result = CliRunner().invoke(discord_app, ["invite", f"--client-id={client_id}"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert "Application ID" in result.stderr


def test_a_preview_shows_every_kind_of_reply() -> None:
    result = CliRunner().invoke(discord_app, ["preview"])
    pages = json.loads(result.stdout)
    assert set(pages) == set(ReplyKind)
    assert all(
        message_faults(page["payload"], [file["name"] for file in page["files"]]) == []
        for several in pages.values()
        for page in several
    )


def test_a_preview_of_one_kind_shows_that_kind_and_an_unknown_one_is_refused_with_the_kinds() -> None:
    assert set(json.loads(CliRunner().invoke(discord_app, ["preview", "hint"]).stdout)) == {"hint"}
    refused = CliRunner().invoke(discord_app, ["preview", "hunt"])
    assert refused.exit_code == 2
    assert "choose from question, receipt" in refused.stderr


def test_a_preview_of_all_writes_a_file_a_message(tmp_path: Path) -> None:
    result = CliRunner().invoke(discord_app, ["preview", "--all", "--json-dir", str(tmp_path / "new")])
    assert result.exit_code == 0
    files = sorted(file.name for file in (tmp_path / "new").iterdir())
    assert len(files) == len(result.stdout.splitlines())
    assert {"hint-1.json", "hint-1-public.json", "card-3.1.json", "card-3.2.json"} <= set(files)


def test_a_folder_that_cannot_be_written_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(discord_app, ["preview", "--json-dir", str(tmp_path / "file")])
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
