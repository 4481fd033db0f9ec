"""Replies with anything in them, and what must be there to be read of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hypothesis import strategies as st

from bot.adapters.slack.message import Message
from bot.core.chat import (
    Bar,
    Bars,
    Button,
    Buttons,
    Excerpt,
    Fact,
    Facts,
    Heading,
    Part,
    Picture,
    Quotation,
    Reply,
    ReplyKind,
    Rows,
)
from tests.unit.slack_limits import shown

FAMILY = "👩‍👩‍👧‍👦"
FLAGS = "🇩🇪🇫🇷"
WORD = "Donaudampfschifffahrtsgesellschaft" * 300

odd_words = st.sampled_from(
    [
        FAMILY,
        FLAGS,
        FAMILY * 400,
        WORD,
        "e\u0301" * 50,
        "नमस्ते",
        "שלום",
        "日本語" * 700,
        "&amp;" * 900,
        "<!channel>",
        "`a*b_c~`",
    ]
)
plain = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), max_size=60)
texts = st.lists(st.one_of(odd_words, plain, st.just("\n")), max_size=8).map(" ".join)
names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), min_size=1, max_size=300)
figures = st.floats(0, 4)

parts = st.one_of(
    names.map(Heading),
    texts.map(Excerpt),
    st.builds(Quotation, texts, names),
    st.lists(st.builds(Fact, names, texts), max_size=12).map(tuple).map(Facts),
    st.lists(st.builds(Bar, names, figures, st.just(4.0), caption=names), max_size=9).map(tuple).map(Bars),
    st.lists(st.tuples(texts, names), max_size=30).map(lambda rows: Rows(("Who", "What"), tuple(rows))),
    st.lists(st.builds(Button, names, st.just("card")), max_size=30).map(tuple).map(Buttons),
    names.map(lambda alt: Picture("chart.png", alt, b"png")),
)


def squeezed(text: str) -> str:
    return "".join(text.split())


def visible(messages: Iterable[Message]) -> str:
    return squeezed(" ".join(text for message in messages for text in shown(message.blocks)))


def wanted(part: Part) -> Iterator[str]:
    """What must be there to be read of a part, in order."""
    match part:
        case Heading(text) | Excerpt(text) | Picture(_, text):
            yield text
        case Quotation(text, about):
            yield from (about, text)
        case Facts(items):
            yield from (word for fact in items for word in (fact.label, fact.value))
        case Bars(items):
            yield from (word for bar in items for word in (bar.label, bar.caption))
        case Rows(_, rows):
            yield from (cell for row in rows for cell in row)
        case Buttons(items):
            yield from (button.label for button in items if len(button.label.encode()) < 70)


def in_order(words: Iterable[str], text: str) -> str | None:
    """The first of the words that is not found behind the one before it."""
    place = 0
    for word in filter(None, map(squeezed, words)):
        found = text.find(word, place)
        if found < 0:
            return word
        place = found + len(word)
    return None


def notice(*shown_parts: Part, kind: ReplyKind = ReplyKind.NOTICE) -> Reply:
    return Reply(kind, shown_parts, context={"answer_id": "3"})
