"""Replies of every shape, and what has to be read of them, for properties of what Discord shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

from bot.adapters.discord.messages import Message
from bot.core.chat import (
    Bar,
    Bars,
    Button,
    Buttons,
    Callout,
    Checklist,
    Document,
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
from tests.unit.discord_limits import nested
from tests.unit.discord_markup import parse, read

MARKUP = (
    "*", "**", "***", "_", "__", "~~", "|", "||", "`", "``", "```", "\\", "#", "# ", "-# ", "> ", ">>> ", "- ", "1. ",
    "[a](https://x.yz)", "<@123>", "<@&1>", "<#1>", "<:a:1>", "<t:1:R>", "</a:1>", "<id:guide>", "@everyone", "@here",
    "https://example.com/a_b", "<https://example.com>", "steam://run", ":tada:", ":", "<", ">", "<a@b.cd>", "\u202e",
)  # fmt: skip
GRAPHEMES = ("👩‍👩‍👧‍👦", "🇩🇪", "é", "e\u0301", "नि", "각", "𝔘", "👍🏽", "א", "字")
NOTHING = "\u200b"

words = st.text("abcdefgXYZ0189", min_size=1, max_size=12)
pieces = st.one_of(
    words, st.sampled_from(MARKUP), st.sampled_from(GRAPHEMES), st.sampled_from((" ", "\n", "\n\n", "  "))
)
hostile = st.lists(pieces, max_size=25).map("".join)
lines = st.lists(pieces.filter(lambda piece: "\n" not in piece), max_size=8).map("".join)
names = st.text(st.characters(codec="utf-8"), max_size=30)
plain_words = st.lists(words, min_size=1, max_size=5).map(" ".join)
long_words = st.builds(lambda text, times: " ".join([text] * times), plain_words, st.sampled_from((1, 3, 300)))


@st.composite
def prose(draw: st.DrawFn) -> str:
    """Greenroom's Markdown."""
    blocks = draw(st.lists(st.sampled_from(("text", "bold", "list", "code", "mixed")), min_size=1, max_size=4))
    return "\n\n".join(draw(_block(kind)) for kind in blocks)


@st.composite
def _block(draw: st.DrawFn, kind: str) -> str:
    text = draw(long_words)
    match kind:
        case "bold":
            return f"**{text}**"
        case "list":
            return "\n".join(f"- {item}" for item in draw(st.lists(plain_words, min_size=1, max_size=5)))
        case "code":
            return (
                "```sql\n"
                + "\n".join(draw(st.lists(plain_words, min_size=1, max_size=4))) * draw(st.sampled_from((1, 60)))
                + "\n```"
            )
        case "mixed":
            return f"One **{draw(plain_words)}** and `a||b` or *{draw(plain_words)}* {text}"
        case _:
            return text


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    text = draw(st.one_of(hostile, st.builds(lambda text, times: text * times, hostile, st.sampled_from((1, 100)))))
    ends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(ends[::2], ends[1::2], strict=False))
    labels = ("First", "Second", "Look again")
    return Excerpt(text, tuple(Mark(a, b, labels[n % 3], good=n % 3 < 2) for n, (a, b) in enumerate(spans)))


bars = st.builds(
    Bar, lines, st.floats(0, 4), st.just(4.0), caption=st.sampled_from(("", "2 of 4", "a longer caption here"))
)
ticks = st.builds(Tick, st.uuids().map(str), lines, st.booleans(), lines)
buttons = st.builds(
    Button, names, st.sampled_from(("hint", "revise", "question")), st.just({"question": "ml-l1-l2"}), st.booleans()
)
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(Heading, lines),
    st.builds(Text, prose(), st.booleans()),
    st.builds(Callout, lines, prose()),
    st.builds(Facts, st.lists(st.builds(Fact, lines, lines), max_size=6).map(tuple)),
    st.builds(Bars, st.lists(bars, max_size=6).map(tuple)),
    st.builds(Quotation, hostile, lines),
    excerpts(),
    st.builds(Checklist, lines, st.lists(ticks, max_size=5, unique_by=lambda tick: tick.id).map(tuple)),
    st.lists(st.tuples(lines, lines), min_size=1, max_size=5).map(lambda rows: Rows(("One", "Two"), tuple(rows))),
    st.builds(Buttons, st.lists(buttons, max_size=7).map(tuple)),
    st.builds(Picture, names, lines, st.just(b"png")),
    st.builds(Document, names, st.just("text/plain"), st.just(b"text")),
)
replies = st.builds(
    Reply, st.sampled_from(ReplyKind), st.lists(parts, max_size=8).map(tuple), context=st.just({"answer_id": "7"})
)


def squeezed(text: str) -> str:
    """Text without anything that is not seen, so that line breaks do not matter."""
    return re.sub(rf"[\s{NOTHING}]+", "", text)


def shown(messages: Sequence[Message]) -> str:
    """All that is read in messages, squeezed, in order."""
    return squeezed("".join(seen(message) for message in messages))


def seen(message: Message) -> str:
    """What is read in a message: its texts without marks, and pictures' descriptions."""
    return "".join(_seen(message))


def texts(message: Message) -> list[str]:
    """The raw texts of a message."""
    embeds = [embed["description"] for embed in message.payload.get("embeds", ())]
    return embeds + [item["content"] for item in nested(message.payload["components"]) if item["type"] == 10]


def _seen(message: Message) -> Iterator[str]:
    if not message.layout:
        yield from (read(parse(text)) for text in texts(message))
        yield from (file.alt for file in message.files)
        return
    for item in nested(message.payload["components"]):
        if item["type"] == 10:
            yield read(parse(item["content"]))
        elif item["type"] == 12:
            yield item["items"][0].get("description", "")
