"""Reply -> pages: its messages, with what the transport has to know to place them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from bot.adapters.discord.messages import Message
from bot.adapters.discord.render import render
from bot.core.chat import Heading, Pin, Reply, ReplyKind, Text
from bot.core.delivery.records import Page

OPENING: Final = frozenset({ReplyKind.QUESTION, ReplyKind.INTERVIEW})
"""What gets a thread where it stands in a channel."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page, read.

    Attributes:
        message: What is sent.
        first: Whether it is a reply's first.
        opens: Whether what it begins goes on in a thread of its own.
        promises: Whether it says that more is being made.
        title: What a thread that belongs to it is called.
        question_id: The question that it is about, if any.
        answer_id: The answer that it is about, if any.
        pinned: When it is to be pinned.
        vital: Whether it is undeliverable where only a word could be left that it is there.
    """

    message: Message
    first: bool
    opens: bool
    promises: bool
    title: str
    question_id: str = ""
    answer_id: str = ""
    pinned: Pin | None = None
    vital: bool = False


def pages_of(reply: Reply, *, public: bool) -> Sequence[Page]:
    """A reply's pages."""
    about = {
        "opens": reply.kind in OPENING,
        "promises": reply.kind is ReplyKind.RECEIPT,
        "title": _title(reply),
        "question_id": reply.context.get("question_id", ""),
        "answer_id": reply.context.get("answer_id", ""),
        "vital": reply.vital,
    }
    messages, plain = render(reply, public=public), render(reply, public=public, layout=False)
    if len(messages) == len(plain) == 1 and messages[0].files == plain[0].files:
        messages = [replace(messages[0], plain=plain[0].payload)]
    return [
        {**message.as_page(), **about, "first": number == 0, "pinned": reply.pinned if number == 0 else None}
        for number, message in enumerate(messages)
    ]


def leaf_of(page: Page) -> Leaf:
    """The page that `pages_of` made."""
    about = cast("Mapping[str, Any]", page)
    return Leaf(
        Message.from_page(page),
        bool(about["first"]),
        bool(about["opens"]),
        bool(about["promises"]),
        str(about["title"]),
        str(about["question_id"]),
        str(about["answer_id"]),
        cast("Pin | None", about["pinned"]),
        bool(about["vital"]),
    )


def title_of(shown: Mapping[str, Any]) -> str:
    """The title of a message as Discord shows it: its first line."""
    text = next(_texts(shown.get("components") or ()), "?")
    return text.split("\n", 1)[0].lstrip("# ").replace("\\", "")


def _texts(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        if component.get("content"):
            yield str(component["content"])
        yield from _texts(component.get("components") or ())


def _title(reply: Reply) -> str:
    """The first heading, else the first words."""
    for part in reply.parts:
        if isinstance(part, Heading):
            return part.text
    return next((part.markdown.replace("*", "") for part in reply.parts if isinstance(part, Text)), reply.kind.value)
