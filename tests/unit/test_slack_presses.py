from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.presses import BUTTON_ID, Press, decode, encode, is_ours, packed, unpacked
from bot.adapters.slack.render import render
from bot.core.chat import Button, Buttons, Checklist, Reply, ReplyKind, Tick

options = st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=5)


def blocks_of(*parts: Any, **context: str) -> list[list[dict[str, Any]]]:
    reply = Reply(ReplyKind.SELF_CHECK, parts, context=context)
    return [list(message.blocks) for message in render(reply)]


def elements_of(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


def pressed(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    action = {"type": "button", "action_id": element["action_id"], "value": element["value"], "block_id": "x"}
    return {"type": "block_actions", "actions": [action], **more}


def state(ticked: dict[str, list[str]]) -> dict[str, Any]:
    chosen = {
        action_id: {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}
        for action_id, values in ticked.items()
    }
    return {"values": {f"block-{number}": {action_id: chosen[action_id]} for number, action_id in enumerate(chosen)}}


def test_a_press_carries_its_command_and_options() -> None:
    ((*_, first, second),) = map(
        elements_of, blocks_of(Buttons((Button("Revise", "revise", {"answer_id": "3"}), Button("Help", "help"))))
    )
    assert decode(pressed(first)) == Press("revise", {"answer_id": "3"})
    assert decode(pressed(second)) == Press("help", {})
    assert first["action_id"] != second["action_id"]


@given(options)
def test_options_come_back_as_they_went_whatever_slack_escapes(carried: dict[str, str]) -> None:
    value = packed(carried)
    assert value.isascii()
    assert not set(value) & set("&<>")
    assert unpacked(value) == carried


def test_options_too_long_to_travel_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="options of a button for card take"):
        encode(Button("Card", "card", {"text": "x" * 2_000}), 0)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"actions": None},
        {"actions": []},
        {"actions": ["text"]},
        {"actions": [{"action_id": "approve", "value": "1"}]},
        {"actions": [{"action_id": "greenroom/0/press/card/0", "value": "{}"}]},
        {"actions": [{"action_id": "greenroom/1/press/../0", "value": "{}"}]},
        {"actions": [{"action_id": "greenroom/1/press/card/0"}]},
        {"actions": [{"action_id": "greenroom/1/press/card/0", "value": "7"}]},
        {"actions": [{"action_id": "greenroom/1/press/card/0", "value": "{"}]},
        {"actions": [{"action_id": "greenroom/1/press/card/0", "value": '{"a": 1}'}]},
        {"actions": [{"action_id": "greenroom/1/ticks/0", "selected_options": []}]},
    ],
)
def test_what_is_foreign_or_old_or_asks_for_nothing_is_no_press(payload: dict[str, Any]) -> None:
    assert decode(payload) is None


def test_ours_are_told_from_others_by_their_id() -> None:
    assert is_ours("greenroom/1/press/model-answer/12")
    assert is_ours("greenroom/1/ticks/0")
    assert not is_ours("greenroom/2/press/card/0")
    assert not is_ours("approve")
    assert BUTTON_ID.fullmatch("greenroom/1/press/self-check/3")


TICKS = tuple(Tick(f"point-{number}", f"Point {number}", number in {1, 12}) for number in range(14))


def checklist() -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    (blocks,) = blocks_of(Checklist("Which?", TICKS), answer_id="3")
    *boxes, save = elements_of(blocks)
    return blocks, boxes, save


def test_saving_ticks_tells_all_that_is_ticked_in_every_group_of_boxes() -> None:
    _, boxes, save = checklist()
    ticked = {boxes[1]["action_id"]: ["point-11"], boxes[0]["action_id"]: ["point-0", "point-9"]}
    assert decode(pressed(save, state=state(ticked))) == Press(
        "self-check", {"answer_id": "3", "said": "point-0,point-9,point-11"}
    )


def test_taking_all_ticks_away_is_said_as_well() -> None:
    _, boxes, save = checklist()
    none = state({box["action_id"]: [] for box in boxes})
    assert decode(pressed(save, state=none)) == Press("self-check", {"answer_id": "3", "said": ""})


def test_boxes_that_slack_does_not_tell_of_count_as_they_were_shown() -> None:
    blocks, boxes, save = checklist()
    payload = pressed(save, state=state({boxes[0]["action_id"]: ["point-5"]}), message={"blocks": blocks})
    press = decode(payload)
    assert press is not None
    assert press.options["said"] == "point-5,point-12"


def test_ticks_in_a_view_are_found_too() -> None:
    blocks, boxes, save = checklist()
    view = {"blocks": blocks, "state": state({boxes[0]["action_id"]: ["point-2"]})}
    press = decode(pressed(save, view=view))
    assert press is not None
    assert press.options["said"] == "point-2,point-12"


def test_ticks_of_a_checklist_that_needs_several_messages_are_all_kept() -> None:
    ticks = tuple(Tick(f"p{number}", f"Point {number}", number in {0, 69}) for number in range(70))
    pages = blocks_of(Checklist("Which?", ticks), answer_id="3")
    saves = [element for page in pages for element in elements_of(page) if element["type"] == "button"]
    assert len(saves) == 3
    middle = next(page for page in pages if saves[1] in elements_of(page))
    boxes = [element for element in elements_of(middle) if element["type"] == "checkboxes"]
    own = [box for box in boxes if box["options"][0]["value"] == "p30"]
    press = decode(pressed(saves[1], state=state({own[0]["action_id"]: ["p31"]})))
    assert press is not None
    assert press.options["said"].split(",") == ["p31", "p0", "p69"]


def test_a_reply_with_a_checklist_needs_no_button_that_only_opens_it() -> None:
    opens = Buttons(
        (Button("Self-check", "self-check", {"answer_id": "3"}), Button("Card", "card", {"answer_id": "3"}))
    )
    (blocks,) = blocks_of(Checklist("Which?", TICKS[:2]), opens, answer_id="3")
    assert [element["text"]["text"] for element in elements_of(blocks) if element["type"] == "button"] == [
        "Save my ticks",
        "Card",
    ]
    (blocks,) = blocks_of(Checklist("Which?", TICKS[:2]), Buttons(opens.items[:1]), answer_id="3")
    assert len([element for element in elements_of(blocks) if element["type"] == "button"]) == 1
