from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from bot.adapters.discord.bars import drawn
from bot.adapters.discord.escaping import literal
from bot.adapters.discord.messages import Message
from bot.adapters.discord.render import render
from bot.cli.sample_replies import ATTACK, by_name, sample_replies
from bot.core.chat import (
    Bar,
    Bars,
    Button,
    Buttons,
    Callout,
    Checklist,
    Excerpt,
    Fact,
    Facts,
    Heading,
    Mark,
    Part,
    Picture,
    Quotation,
    Reply,
    ReplyKind,
    Rows,
    Text,
    Tick,
)
from tests import samples
from tests.unit.discord_limits import length, message_faults, nested
from tests.unit.discord_markup import Node, parse, read, walk
from tests.unit.discord_replies import GRAPHEMES, hostile, lines, replies, shown, squeezed, texts

slow_enough = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def reply_of(*parts: Part, kind: ReplyKind = ReplyKind.CARD) -> Reply:
    return Reply(kind, parts, context={"answer_id": "7"})


def only(messages: Sequence[Message]) -> Message:
    (message,) = messages
    return message


def nodes_of(messages: Sequence[Message]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    for message in messages:
        for text in texts(message):
            yield from walk(parse(text))


def faults(messages: Sequence[Message]) -> list[str]:
    return [
        fault
        for message in messages
        for fault in message_faults(message.payload, [file.name for file in message.files])
    ]


def said_by(part: Part) -> Iterator[str]:  # noqa: C901 - a case a kind
    """Texts that have to be read of a part, in order; of our own Markdown the words."""
    match part:
        case Heading(text):
            yield text
        case Text(markdown):
            yield from _words(markdown)
        case Callout(label, markdown):
            yield from (label, *_words(markdown))
        case Facts(items):
            yield from (text for fact in items for text in (fact.label, fact.value))
        case Bars(items):
            yield from (bar.label for bar in items)
        case Quotation(text, about):
            yield from (text.strip(), about)
        case Excerpt(text, marks):
            ends = [0, *(at for mark in marks for at in (mark.start, mark.end)), len(text)]
            yield from (text[a:b] for a, b in pairwise(ends))
        case Checklist(title, items):
            yield from (title, *(text for tick in items for text in (tick.text, tick.hint)))
        case Rows(columns, rows):
            yield from (*columns, *(cell for row in rows for cell in row))
        case Picture(_, alt):
            yield alt
        case _:
            pass


def _words(markdown: str) -> list[str]:
    return [word.strip("*`") for word in markdown.replace("```sql", "").split() if word.strip("*`-")]


@slow_enough
@given(replies, st.booleans())
def test_all_that_a_reply_says_is_read_in_order_and_every_message_is_within_the_limits(
    reply: Reply, layout: bool
) -> None:
    messages = render(reply, public=False, layout=layout)
    assert faults(messages) == []
    whole, at = shown(messages), 0
    for part in reply.parts:
        for text in said_by(part):
            wanted = squeezed(literal(text))
            found = whole.find(wanted, at)
            assert found >= 0, (wanted, whole[at:])
            at = found + len(wanted)


@slow_enough
@given(replies, st.booleans())
def test_what_a_channel_sees_is_within_the_limits_and_says_as_much(reply: Reply, layout: bool) -> None:
    messages = render(reply, public=True, layout=layout)
    assert faults(messages) == []
    whole = shown(messages)
    for part in reply.parts:
        assert all(squeezed(literal(text)) in whole for text in said_by(part))


@slow_enough
@given(replies)
def test_no_button_or_choice_is_lost(reply: Reply) -> None:
    messages = render(reply, public=False)
    components = [item for message in messages for item in nested(message.payload["components"])]
    ticks = [tick.id for part in reply.parts if isinstance(part, Checklist) for tick in part.items]
    assert [option["value"] for item in components for option in item.get("options", ())] == ticks
    buttons = sum(len(part.items) for part in reply.parts if isinstance(part, Buttons))
    assert sum(item["type"] == 2 for item in components) == buttons


LITERAL = {"text", "quote", "item", "list", "subtext", "header", "code-block"}


@slow_enough
@given(hostile)
def test_nothing_that_a_member_wrote_comes_alive(text: str) -> None:
    messages = render(reply_of(Quotation(text, text), Excerpt(text)), public=False)
    assert {node.kind for node, _ in nodes_of(messages)} <= {"text", "quote", "subtext"}


@slow_enough
@given(st.lists(lines, min_size=1, max_size=4), st.booleans())
def test_no_name_title_or_cell_comes_alive(texts_: list[str], narrow: bool) -> None:
    text = texts_[0][:10] if narrow else texts_[0]
    rows = tuple((cell[:10] if narrow else cell,) for cell in texts_)
    parts = (Heading(text), Facts((Fact(text, text),)), Rows((text,), rows), Bars((Bar(text, 1, 4, caption=text),)))
    messages = render(reply_of(*parts), public=False)
    allowed = {"text", "header", "bold", "code-block", "code", "subtext", "list", "item"}
    assert {node.kind for node, _ in nodes_of(messages)} <= allowed
    assert all(set(node.text) <= set("█▒▁") for node, _ in nodes_of(messages) if node.kind == "code")


@slow_enough
@given(hostile, st.data())
def test_a_passage_is_bold_and_nothing_else_is(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    good = data.draw(st.booleans())
    messages = render(reply_of(Excerpt(text, (Mark(start, end, "Numbers", good),))), public=False)
    found = list(nodes_of(messages))
    kind = "bold" if good else "underline"
    assert {node.kind for node, _ in found} <= {"text", "quote", "subtext", kind}
    styled = "".join(node.text for node, around in found if node.kind == "text" and kind in around)
    assert squeezed(styled) == squeezed(literal(text[start:end]))


@pytest.mark.parametrize("layout", [True, False])
def test_an_attack_is_read_as_it_was_written(layout: bool) -> None:
    messages = render(reply_of(Quotation(ATTACK)), public=False, layout=layout)
    assert squeezed(ATTACK) in shown(messages)
    assert {node.kind for node, _ in nodes_of(messages)} == {"text", "quote"}


def test_text_in_backticks_cannot_leave_them() -> None:
    messages = render(reply_of(Text("`@everyone <@1> ||x|| https://a.bc` is not a track.")), public=False)
    assert {node.kind for node, _ in nodes_of(messages)} == {"text", "code"}


@slow_enough
@given(hostile)
def test_where_there_are_no_layouts_a_spoiler_covers_every_word_a_member_wrote(text: str) -> None:
    messages = render(reply_of(Heading("Title"), Quotation(text * 60, "about")), public=True, layout=False)
    found = [(node, around) for node, around in nodes_of(messages) if node.kind == "text"]
    hidden = squeezed("".join(node.text for node, around in found if "spoiler" in around))
    assert hidden == squeezed(f"“{literal(text * 60).strip()}”about")
    assert not any("||" in node.text and "spoiler" not in around and node.text.strip() for node, around in found)


def test_code_with_bars_in_it_stays_behind_its_spoiler() -> None:
    reply = reply_of(
        Heading("A senior answer"), Text("Join them:\n\n```sql\nSELECT a || b\n```"), kind=ReplyKind.MODEL_ANSWER
    )
    messages = render(reply, public=True, layout=False)
    code = [(node, around) for node, around in nodes_of(messages) if node.kind == "code"]
    assert [squeezed(node.text) for node, _ in code] == ["SELECTa||b"]
    assert all("spoiler" in around for _, around in code)


def test_a_long_hidden_text_is_hidden_in_every_message() -> None:
    text = " ".join(f"|| {number}" for number in range(3000))
    messages = render(reply_of(Heading("Title"), Excerpt(text)), public=True)
    assert len(messages) > 2
    boxes = [box for message in messages for box in message.payload["components"]]
    told = [box for box in boxes if "2999" in json.dumps(box) or "1500" in json.dumps(box)]
    assert len(told) == 2
    assert all(box["spoiler"] for box in told)


@pytest.mark.parametrize("layout", [True, False])
def test_a_fence_is_closed_and_opened_again_where_a_message_ends(layout: bool) -> None:
    code = "\n".join(f"SELECT {number} FROM somewhere_over_the_rainbow;" for number in range(300))
    messages = render(reply_of(Text(f"```sql\n{code}\n```")), public=False, layout=layout)
    assert len(messages) > 2
    blocks = [node for node, _ in nodes_of(messages)]
    assert {(node.kind, node.detail) for node in blocks} == {("code-block", "sql")}
    assert "\n".join(node.text for node in blocks) == code


def test_bold_is_closed_and_opened_again_where_a_message_ends() -> None:
    text = " ".join(f"word{number}" for number in range(1500))
    messages = render(reply_of(Text(f"**{text}**")), public=False)
    assert len(messages) > 2
    assert {around for node, around in nodes_of(messages) if node.kind == "text"} == {("bold",)}


@settings(slow_enough, max_examples=10)
@given(st.lists(st.sampled_from(GRAPHEMES), min_size=1, max_size=4), st.booleans())
def test_no_grapheme_is_cut(few: list[str], layout: bool) -> None:
    text = "".join(few) * 700
    messages = render(reply_of(Excerpt(text)), public=False, layout=layout)
    assert faults(messages) == []
    whole = [
        grapheme
        for message in messages
        for part in texts(message)
        for grapheme in iter_graphemes(read(parse(part)).strip())
    ]
    assert whole == list(iter_graphemes(text))


def test_a_heading_is_never_left_behind_at_a_messages_end() -> None:
    filler = Text(" ".join(["word"] * 560))
    parts = (Heading("Title"), filler, Heading("What you wrote"), Excerpt("a b " * 900))
    messages = render(reply_of(*parts), public=False)
    assert len(messages) > 1
    assert all(not texts(message)[-1].split("\n")[-1].startswith("#") for message in messages)


def test_a_long_line_after_an_empty_one_is_shown() -> None:
    messages = render(reply_of(Callout("", " ".join(["word"] * 1000))), public=False)
    assert shown(messages) == "word" * 1000


@pytest.mark.parametrize("layout", [True, False])
def test_scripts_with_many_bytes_a_letter_fill_a_message_sooner(layout: bool) -> None:
    messages = render(reply_of(Excerpt("字" * 12_000), Text("字" * 4000)), public=False, layout=layout)
    assert faults(messages) == []
    assert shown(messages) == "字" * 16_000


def test_short_paragraphs_are_not_cut() -> None:
    paragraph = " ".join(["word"] * 200)
    messages = render(reply_of(*[Text(paragraph)] * 12), public=False)
    assert [text for message in messages for text in texts(message)] == [paragraph] * 12


def test_what_a_channel_sees_of_a_card_is_the_score_and_not_the_answer() -> None:
    reply = reply_of(
        Heading("Coins · 60 of 100"),
        Callout("Next", "Count the heads."),
        Bars((Bar("Numbers", 2, 4),)),
        Heading("What you wrote"),
        Excerpt("I would flip it."),
        Text("An estimate.", subtle=True),
        Buttons((Button("Another question", "question", {"another": "yes"}),)),
    )
    opened, hidden, row = only(render(reply, public=True)).payload["components"]
    assert "spoiler" not in opened
    assert hidden["spoiler"] is True
    assert [text for text in ("60 of 100", "Numbers", "An estimate.") if text not in json.dumps(opened)] == []
    assert [text for text in ("Next", "Count", "What you wrote", "flip") if text not in json.dumps(hidden)] == []
    assert row["type"] == 1


@pytest.mark.parametrize(
    ("kind", "part", "told"),
    [
        (ReplyKind.HINT, Callout("Hint 1 of 2", "Count them."), "Count"),
        (ReplyKind.MODEL_ANSWER, Text("Count them."), "Count"),
        (ReplyKind.SUMMARY, Quotation("Count them.", "Ada"), "Count"),
        (ReplyKind.SELF_CHECK, Checklist("Which?", (Tick("a", "Count them."),)), "Count"),
    ],
)
def test_a_channel_sees_what_gives_an_answer_away_only_after_a_tap(kind: ReplyKind, part: Part, told: str) -> None:
    message = only(render(Reply(kind, (Heading("Title"), part), context={"answer_id": "7"}), public=True))
    assert [bool(box.get("spoiler")) for box in message.payload["components"] if told in json.dumps(box)] == [True]


def test_a_hints_label_is_seen_by_all() -> None:
    message = only(render(Reply(ReplyKind.HINT, (Callout("Hint 1 of 2", "Count."),)), public=True))
    assert "Hint 1 of 2" in json.dumps(message.payload["components"][0])


def test_a_member_sees_all_at_once() -> None:
    for reply in by_name(sample_replies(samples.content())).values():
        messages = render(reply, public=False)
        assert not any(item.get("spoiler") for message in messages for item in nested(message.payload["components"]))


def test_points_to_tick_stand_in_full_above_menus_that_keep_earlier_ticks() -> None:
    ticks = tuple(
        Tick(f"p{number}", f"Point {number} " + "in many words " * 7, number % 2 == 0) for number in range(30)
    )
    message = only(render(reply_of(Checklist("Which?", ticks), kind=ReplyKind.SELF_CHECK), public=False))
    menus = [item for item in nested(message.payload["components"]) if item["type"] == 3]
    assert [len(menu["options"]) for menu in menus] == [25, 5]
    assert [(menu["min_values"], menu["max_values"]) for menu in menus] == [(0, 25), (0, 5)]
    assert [option["value"] for menu in menus for option in menu["options"] if option["default"]] == [
        f"p{number}" for number in range(0, 30, 2)
    ]
    assert all(squeezed(tick.text) in shown([message]) for tick in ticks)


def test_a_checklist_makes_the_button_that_asks_for_it_needless() -> None:
    parts = (Checklist("Which?", (Tick("a", "A"),)), Buttons((Button("Self-check", "self-check", {"answer_id": "7"}),)))
    message = only(render(reply_of(*parts, kind=ReplyKind.SELF_CHECK), public=False))
    assert [item["type"] for item in nested(message.payload["components"])].count(2) == 0


@pytest.mark.parametrize(
    ("bar", "picture"),
    [
        (Bar("a", 0, 4), "▁" * 16),
        (Bar("a", 1, 4), "█" * 4 + "▁" * 12),
        (Bar("a", 4, 4), "█" * 16),
        (Bar("a", 2, 4, low=1, high=3), "█" * 4 + "▒" * 8 + "▁" * 4),
        (Bar("a", 2, 4, low=2, high=2.01), "█" * 8 + "▒" + "▁" * 7),
        (Bar("a", 2, 0), "▁" * 16),
    ],
)
def test_a_bar_shows_its_range_apart(bar: Bar, picture: str) -> None:
    assert drawn(bar, 16) == picture


def test_the_colour_follows_the_bars_and_a_waiting_card_is_grey() -> None:
    cards = [reply_of(Heading("T"), Bars((Bar("a", value, 4),))) for value in (4, 2, 0)]
    waiting = reply_of(Heading("T"), Text("Waiting."))
    colours = [only(render(card, public=False)).payload["components"][0]["accent_color"] for card in (*cards, waiting)]
    assert len(set(colours)) == 4


def test_links_of_our_own_work_and_show_no_preview() -> None:
    message = only(
        render(reply_of(Text("See [the guide](https://example.com/a_b) or <https://example.com>.")), public=False)
    )
    assert texts(message) == ["See [the guide](<https://example.com/a_b>) or <https://example.com>."]


def test_a_page_survives_json() -> None:
    message = only(render(reply_of(Picture("a b.png", "Rising.", b"\x89png")), public=False))
    again = Message.from_page(json.loads(json.dumps(message.as_page())))
    assert again == message
    assert again.files[0].name == "a-b.png"


def test_equal_buttons_of_one_message_have_ids_of_their_own() -> None:
    button = Button("Hint", "hint", {"question": "ml-l1-l2"})
    message = only(render(reply_of(Buttons((button, button)), Buttons((button,))), public=False))
    assert faults([message]) == []
    assert len({item["custom_id"] for item in nested(message.payload["components"]) if item["type"] == 2}) == 3


def test_an_empty_reply_is_no_message() -> None:
    assert render(reply_of(Text(" \n"), Excerpt("")), public=False) == []


def test_every_kind_has_a_sample_and_every_sample_fits() -> None:
    replies_ = sample_replies(samples.content())
    assert set(replies_) == set(ReplyKind)
    for reply in by_name(replies_).values():
        for public in (False, True):
            for layout in (False, True):
                messages = render(reply, public=public, layout=layout)
                assert messages
                assert faults(messages) == []


def test_the_library_reads_our_layouts_as_its_own() -> None:
    from discord import ui
    from discord.components import _component_factory
    from discord.ui.view import _component_to_item

    for reply in by_name(sample_replies(samples.content())).values():
        for message in render(reply, public=True):
            view = ui.LayoutView()
            for data in message.payload["components"]:
                component = _component_factory(data)
                assert component is not None
                view.add_item(_component_to_item(component))
            assert view.total_children_count == len(list(nested(message.payload["components"])))
            assert view.content_length() <= length("".join(texts(message)))
