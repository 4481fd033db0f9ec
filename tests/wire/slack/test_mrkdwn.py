from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.slack import mrkdwn
from tests.wire.slack.mrkdwn import Alive


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("<!channel> look", ["broadcast"]),
        ("<!here|here> and <@U1|ada>", ["broadcast", "user"]),
        ("<#C1|practice> <!subteam^S1|@ops>", ["channel", "usergroup"]),
        ("<https://example.com|here> <mailto:a@b.c>", ["link", "link"]),
        ("<!date^1392734382^{date}|then>", ["date"]),
        ("&lt;!channel&gt; 1 < 2 @channel", []),
    ],
)
def test_control_sequences_are_alive_and_escaped_ones_are_not(text: str, kinds: list[str]) -> None:
    assert [item.kind for item in mrkdwn.alive(text)] == kinds


def test_what_slack_makes_alive_by_itself_is_told_apart() -> None:
    found = mrkdwn.alive("see https://example.com, @here and #practice", verbatim=False)
    assert found == [
        Alive("bare link", "https://example.com"),
        Alive("bare broadcast", "here"),
        Alive("bare channel", "#practice"),
    ]


@given(st.text())
def test_escaped_text_has_nothing_alive_and_reads_as_before(text: str) -> None:
    assert mrkdwn.alive(mrkdwn.escape(text)) == []
    assert mrkdwn.unescape(mrkdwn.escape(text)) == text


def test_a_message_rings_for_whom_its_text_and_blocks_name() -> None:
    body = {
        "text": "for <@U1>",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>", "verbatim": True}},
            {"type": "section", "text": {"type": "plain_text", "text": "<!here> <@U9>"}},
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U2"}]}],
            },
        ],
    }
    assert mrkdwn.notified_by(body) == {"U1", "U2", "channel"}


def test_formatting_that_comes_alive_is_found() -> None:
    text = "*bold* 2*3*4 _it_ a_b_c ~no~ `x*y*`\n> quoted\n```*as it is*```"
    kinds = mrkdwn.formats(text)
    assert ("bold", "bold") in kinds
    assert ("italic", "it") in kinds
    assert ("strike", "no") in kinds
    assert ("code", "x*y*") in kinds
    assert ("quote", "quoted") in kinds
    assert ("pre", "*as it is*") in kinds
    assert ("bold", "3") not in kinds


def test_typing_becomes_what_slack_sends() -> None:
    known = {("@", "ada"): "U1", ("#", "practice"): "C1"}
    sent = mrkdwn.typed(
        'say "hi" to @ada in #practice & @nobody, a<b @channel https://x.io/a?b=1&c=2. 🎉',
        lambda sign, name: known.get((sign, name)),
        smart_quotes=True,
    )
    assert sent == (
        "say “hi” to <@U1> in <#C1|practice> &amp; @nobody, a&lt;b <!channel> <https://x.io/a?b=1&amp;c=2>. :tada:"
    )


def test_stray_signs_of_an_app_are_kept_as_entities_and_its_control_sequences_as_they_are() -> None:
    assert mrkdwn.normalise("a < b & c <@U1> &lt;x&gt; https://x.io") == (
        "a &lt; b &amp; c <@U1> &lt;x&gt; <https://x.io>"
    )
