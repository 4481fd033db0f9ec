"""An interview as one HTML file: complete by itself, in order, and without markup that others wrote."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Document
from bot.core.interviews.debrief import Debrief
from bot.core.interviews.state import Turn, TurnKind
from bot.core.interviews.transcript_html import transcript_html
from bot.core.interviews.transcript_style import STYLE
from bot.core.replies.interview_turns import transcript_reply
from tests.samples import NOON
from tests.unit.test_interview_debrief import BANK, NASTY, held

VOID = {"meta"}
LOADING = {"script", "link", "img", "iframe", "object", "embed", "audio", "video", "base", "form", "svg"}


class Page(HTMLParser):
    """The elements of a page, whether they are nested rightly, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.elements]


async def page_of(*lines: str) -> Page:
    return Page(transcript_html(await held(*lines)))


def with_turn(debrief: Debrief, text: str, persona: str | None = None, quote: str = "") -> Debrief:
    """The same interview with one more turn."""
    session = debrief.session
    turn = Turn(
        number=len(session.turns) + 1,
        at=NOON,
        persona=persona,
        kind=TurnKind.ANSWER,
        text=text,
        stage=session.stage,
        quote=quote,
    )
    return replace(debrief, session=session.model_copy(update={"turns": (*session.turns, turn)}))


async def test_it_says_what_it_is_and_in_which_language() -> None:
    page = await page_of("I speak of drive.", "stop")
    assert dict(page.elements)["html"] == {"lang": "en"}
    assert page.texts[page.texts.index("Interview: Two stages")].strip()
    assert page.names.count("title") == page.names.count("h1") == page.names.count("main") == 1


async def test_headings_go_down_one_level_at_a_time() -> None:
    page = await page_of("note: heads first", "I speak of drive.", "skip", "design", "stop", "4 fine")
    levels = [int(name[1]) for name in page.names if name in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {2, 3} <= set(levels)


async def test_it_loads_nothing() -> None:
    page = await page_of("I speak of drive.", "stop")
    assert not LOADING & set(page.names)
    assert not [attributes for _, attributes in page.elements if {"src", "href", "srcset"} & attributes.keys()]
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert ("meta", "default-src 'none'; style-src 'unsafe-inline'") in [
        (name, attributes.get("content")) for name, attributes in page.elements
    ]


async def test_it_holds_scores_notes_and_all_that_was_said() -> None:
    page = await page_of("note: - heads *first*", "I speak of drive <b>.", "skip", "design", "stop", "4 fine")
    assert "Warm-up · 62 of 100" in page.texts
    for said in ("heads *first*", "I speak of drive <b>.", "What brings you here?", "4 fine"):
        assert said in page.texts
    assert "b" not in page.names


async def test_in_a_chat_it_is_handed_over_to_edit_and_to_print() -> None:
    debrief = await held("I speak of drive.", "stop")
    markdown, page = transcript_reply(debrief.script, debrief.session, BANK).parts
    assert isinstance(markdown, Document)
    assert isinstance(page, Document)
    assert (markdown.name, page.name) == ("two-stages-2026-11-18.md", "two-stages-2026-11-18.html")
    assert page.content.decode() == transcript_html(debrief)


@pytest.mark.parametrize("text", [NASTY, "</style><script>alert(1)</script>", "\x00\x1b[31m\ud800", "&lt;b&gt;"])
async def test_what_a_candidate_wrote_never_becomes_markup(text: str) -> None:
    debrief = await held("I speak of drive.", "stop")
    before = Page(transcript_html(with_turn(debrief, "Plain.", quote="Plain."))).names
    assert Page(transcript_html(with_turn(debrief, text, quote=text))).names == before
    transcript_html(with_turn(debrief, text)).encode()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "A picture: ![x](http://example.org/x.png) ![y][z]\n\n[z]: http://example.org/y.png",
        "[look](javascript:alert(1))",
        "# A heading\n\nAnother\n=======",
        '<b onclick="x()">bold</b>',
    ],
)
async def test_what_a_model_or_a_plan_says_brings_neither_html_nor_pictures_nor_headings(text: str) -> None:
    debrief = await held("I speak of drive.", "stop")
    without = Page(transcript_html(with_turn(debrief, "Plain.", "kim")))
    page = Page(transcript_html(with_turn(debrief, text, "kim")))
    assert [name for name in page.names if name not in {"p", "a"}] == [name for name in without.names if name != "p"]
    assert not [attributes for _, attributes in page.elements if "javascript" in str(attributes)]


@cache
def an_interview() -> Debrief:
    return asyncio.run(held("I speak of drive.", "stop"))


@cache
def names_of_a_plain_one() -> list[str]:
    return Page(transcript_html(with_turn(an_interview(), "Plain."))).names


@given(st.text())
def test_any_text_of_a_candidate_is_shown_as_it_is(text: str) -> None:
    page = Page(transcript_html(with_turn(an_interview(), f"<{text}>")))
    assert page.names == names_of_a_plain_one()
    if text.isprintable():
        assert f"<{text}>" in page.texts
