from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from bot.adapters.slack.render import render
from bot.core.chat import (
    Callout,
    Checklist,
    Excerpt,
    Mark,
    Part,
    ReplyKind,
    Text,
    Tick,
)
from tests.unit.slack_limits import leaves, message_faults, shown
from tests.unit.slack_replies import FAMILY, in_order, notice, parts, squeezed, texts, visible, wanted


@settings(max_examples=40, deadline=None)
@given(st.lists(parts, max_size=6), st.sampled_from(list(ReplyKind)))
def test_every_word_of_a_reply_is_shown_in_order_and_slack_takes_every_message(
    some: list[Part], kind: ReplyKind
) -> None:
    messages = render(notice(*some, kind=kind))
    assert [message_faults(message.text, message.blocks) for message in messages] == [[]] * len(messages)
    assert in_order((word for part in some for word in wanted(part)), visible(messages)) is None


@settings(max_examples=40, deadline=None)
@given(texts)
def test_not_a_character_of_an_answer_is_lost_or_added(text: str) -> None:
    messages = render(notice(Excerpt(text)))
    assert squeezed("".join(leaf["text"] for message in messages for leaf in leaves(message.blocks))) == squeezed(text)


@settings(max_examples=40, deadline=None)
@given(st.text("ab *_`&<>~:#|!()-.\n1é👍日", max_size=4_000))
def test_markdown_of_any_kind_is_within_limits_and_keeps_its_letters(text: str) -> None:
    for part in (Text(text), Text(text, subtle=True), Callout("Next", text)):
        messages = render(notice(part))
        assert [message_faults(message.text, message.blocks) for message in messages] == [[]] * len(messages)
        assert [letter for letter in visible(messages) if letter in "abé👍日"] == [
            letter for letter in ("Next" if isinstance(part, Callout) else "") + text if letter in "abé👍日"
        ]


@pytest.mark.parametrize("cluster", [FAMILY, "🇩🇪", "e\u0301\u0323", "👍🏽", "क्षि"])
def test_nothing_is_broken_within_a_character(cluster: str) -> None:
    messages = render(notice(Excerpt(cluster * 3_000)))
    found = [
        cluster_ for message in messages for leaf in leaves(message.blocks) for cluster_ in iter_graphemes(leaf["text"])
    ]
    assert set(found) == {cluster}
    assert len(found) == 3_000


def test_a_character_too_large_for_any_message_is_broken_all_the_same() -> None:
    text = "a" + "\u0301" * 20_000
    messages = render(notice(Excerpt(text)))
    assert [message_faults(message.text, message.blocks) for message in messages] == [[]] * len(messages)
    assert "".join(leaf["text"] for message in messages for leaf in leaves(message.blocks)) == text


def test_text_is_broken_behind_lines_and_words() -> None:
    line = "These are seven words that stay whole\n"
    messages = render(notice(Excerpt(line * 300)))
    assert len(messages) > 1
    assert all(text.endswith(("\n", "whole")) for message in messages for text in shown(message.blocks))


@settings(max_examples=40, deadline=None)
@given(texts, st.lists(st.tuples(st.integers(0, 200), st.integers(1, 80), st.booleans()), max_size=20))
def test_marks_change_no_letter_of_an_answer(text: str, cuts: list[tuple[int, int, bool]]) -> None:
    marks = tuple(Mark(start, start + length, "Size", good) for start, length, good in sorted(cuts))
    messages = render(notice(Excerpt(text, marks), kind=ReplyKind.CARD))
    assert [message_faults(message.text, message.blocks) for message in messages] == [[]] * len(messages)
    letters = "".join(leaf["text"] for message in messages for leaf in leaves(message.blocks))
    assert squeezed(letters).translate({ord(digit): None for digit in "⁰¹²³⁴⁵⁶⁷⁸⁹"}) == squeezed(text).translate(
        {ord(digit): None for digit in "⁰¹²³⁴⁵⁶⁷⁸⁹"}
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(texts, st.booleans(), texts), max_size=70))
def test_every_point_and_hint_of_a_checklist_is_shown_in_full(points: list[tuple[str, bool, str]]) -> None:
    ticks = tuple(Tick(f"id-{number}", *point) for number, point in enumerate(points))
    messages = render(notice(Checklist("Which?", ticks), kind=ReplyKind.SELF_CHECK))
    assert [message_faults(message.text, message.blocks) for message in messages] == [[]] * len(messages)
    text = visible(messages)
    assert [tick for tick in ticks if squeezed(tick.text) not in text or squeezed(tick.hint) not in text] == []
