"""What Slack is given to parse while a reply is written: Greenroom's Markdown and nothing more."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.slack.tame import tamed

JOINER = "\N{WORD JOINER}"


def seen(text: str) -> str:
    """What a reader sees of it, styles apart."""
    bare = text.replace(JOINER, "").replace("**", "").replace("\\", "")
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_emphasis_stays_emphasis() -> None:
    assert tamed("**Ada:** That is *quite* right.") == "**Ada:** That is _quite_ right."


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<!channel> <@U1>", f"&lt;!{JOINER}channel&gt; &lt;@{JOINER}U1&gt;"),
        ("ask @here", f"ask @{JOINER}here"),
        ("in #general", f"in \\#{JOINER}general"),
        ("see https://a.example/b", f"see https:{JOINER}/{JOINER}/{JOINER}a.{JOINER}example/{JOINER}b"),
        ("write to a@b.example", f"write to a@{JOINER}b.{JOINER}example"),
        ("so :tada: it is", f"so :{JOINER}tada: it is"),
        ("2 * 3 * 4 and snake_case", "2 \\* 3 \\* 4 and snake\\_case"),
        ("`a < b`", "a &lt; b"),
        ("a & b", "a &amp; b"),
    ],
)
def test_nothing_else_comes_alive(written: str, sent: str) -> None:
    assert tamed(written) == sent


def test_a_link_shows_its_address_and_leads_nowhere() -> None:
    sent = tamed("[this](https://a.example) and ![that](https://b.example)")
    assert seen(sent) == "this (https://a.example) and !that (https://b.example)"
    assert "](" not in sent
    assert "://" not in sent


def test_paragraphs_and_lists_keep_their_shape() -> None:
    assert tamed("One.\n\n1. two\n2. three\n\nFour.") == "One.\n\n1. two\n2. three\n\nFour."


def test_what_is_written_further_only_adds() -> None:
    sentences = ["**Ada:** You said 3.5%, at https://a.example.", "So *why* one half?", "See #general: what then!"]
    states = [tamed(" ".join(sentences[: count + 1])) for count in range(len(sentences))]
    assert all(later.startswith(state) for state, later in pairwise(states))


@pytest.mark.parametrize("written", ["@`here`", "@*here*", "#`general`", "https:`//a.example`", "[a]`(b)`"])
def test_a_change_of_style_hides_nothing_that_comes_alive(written: str) -> None:
    sent = tamed(written).replace("_", "")
    assert [sign for sign in ("@here", "#general", "://", "](") if sign in sent] == []


@settings(max_examples=500)
@given(st.text(alphabet="ab .:/@#<>&!|[]()*_~`\\\n-1U", max_size=40))
def test_no_text_makes_a_mention_a_link_or_an_address(text: str) -> None:
    sent = tamed(text)
    for sign in ("<", "://", "@U", "@a", "@b", "#a", "#b", "]("):
        assert sign not in sent
