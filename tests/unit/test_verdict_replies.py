from __future__ import annotations

from typing import Any

import pytest

from bot.core.chat import Bars, Callout, Excerpt, Heading, Mark, Quotation, Text
from bot.core.errors import GreenroomError
from bot.core.grading.grade import (
    CriterionGrade,
    Flag,
    GradeState,
    JargonFinding,
    JudgeIdentity,
    MistakeFinding,
    PointFinding,
    Quote,
)
from bot.core.practice import Card
from bot.core.progress.streaks import Streak
from bot.core.records import Answer, GradedAnswer
from bot.core.replies.card import card_reply
from bot.core.replies.notices import refusal_for, welcome
from bot.core.replies.question import preview_reply
from bot.core.replies.verdict import marks_of, title_of, verdict_reply
from tests import samples
from tests.samples import ADA, NOON

TEXT = "After five tails heads is due. I would flip the coin many times and count."
QUESTION = samples.question()


def graded(criterion_id: str, level: int, *quotes: Quote, **changes: object) -> CriterionGrade:
    held = {
        "criterion_id": criterion_id,
        "weight": 50,
        "level": level,
        "score": float(level),
        "low": level,
        "high": level,
        "quotes": quotes,
    }
    return CriterionGrade.model_validate(held | changes)


def test_a_mistake_is_quoted_with_what_is_right() -> None:
    found = MistakeFinding(mistake_id="due-for-heads", quote=Quote.of(TEXT, 0, 30), correction="A coin owes nothing.")
    parts = verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, mistakes=(found,))).parts
    place = parts.index(Quotation("After five tails heads is due.", "Look again"))
    assert parts[place + 1] == Text("A coin owes nothing.")


def test_jargon_is_listed_once_a_word_with_plain_words_for_it() -> None:
    found = tuple(JargonFinding(word="epoch", plain="one pass", quote=Quote.of(TEXT, at, at + 5)) for at in (0, 6))
    parts = verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, jargon=found)).parts
    assert Text("- `epoch`: say *one pass*") in parts


@pytest.mark.parametrize("flag", list(Flag))
def test_every_flag_is_explained(flag: Flag) -> None:
    parts = verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, flags=(flag,))).parts
    assert any(isinstance(part, Text) and part.subtle for part in parts)


def test_an_empty_answer_is_not_followed_up() -> None:
    asked = [
        part.label for part in verdict_reply(QUESTION, TEXT, samples.verdict(TEXT)).parts if isinstance(part, Callout)
    ]
    assert "An interviewer might ask" in asked
    empty = verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, flags=(Flag.EMPTY,))).parts
    assert "An interviewer might ask" not in [part.label for part in empty if isinstance(part, Callout)]


def test_an_estimate_by_words_alone_says_so() -> None:
    judge = JudgeIdentity(name="coverage", model="lexical", version="1")
    parts = verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, estimate=True, judge=judge)).parts
    assert any(isinstance(part, Text) and "weights are not installed" in part.markdown for part in parts)


def test_an_estimate_of_nothing_is_a_plain_zero() -> None:
    nothing = samples.verdict(TEXT, 0, estimate=True, low=0, high=0)
    assert title_of(QUESTION, nothing) == "A fair coin? · 0 of 100"


def test_what_is_missing_is_shown_for_the_criteria_that_lose_most() -> None:
    grades = tuple(graded(name, level, weight=25) for name, level in (("design", 3), ("numbers", 0), ("advice", 4)))
    shown = str(verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, criteria=grades)).parts)
    assert shown.index("Idea first of numbers") < shown.index("Idea first of design")
    assert "Idea first of advice" not in shown


def test_points_that_were_seen_are_not_called_missing() -> None:
    seen = PointFinding(point_id="design-first", strength=0.9, quote=Quote.of(TEXT, 31, 40))
    shown = str(
        verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, criteria=(graded("design", 2, points=(seen,)),))).parts
    )
    assert "Idea first of design" not in shown
    assert "Idea second of design" in shown


def test_a_whole_answer_has_nothing_missing() -> None:
    parts = verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, 4)).parts
    assert Heading("What a senior answer adds") not in parts


def test_a_styles_criterion_is_named_by_its_id_and_by_what_it_asks_for() -> None:
    lens = graded("meta-point-first", 1, why_not_higher="Say the point first.")
    reply = verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, criteria=(lens,)))
    [bars] = [part for part in reply.parts if isinstance(part, Bars)]
    assert bars.items[0].label == "Meta point first"
    assert "Say the point first." in str(reply.parts)


def test_a_criterion_goes_by_the_name_it_was_graded_under() -> None:
    lens = graded("meta-point-first", 1, name="Point first")
    reply = verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, criteria=(lens,)))
    [bars] = [part for part in reply.parts if isinstance(part, Bars)]
    assert bars.items[0].label == "Point first"


def test_what_a_judge_says_in_its_own_words_is_on_the_card() -> None:
    words: dict[str, Any] = {"strength": "You count.", "audience_fit": "They follow.", "lens": "Point first."}
    grades = (graded("design", 2, improve="Say how many flips."),)
    shown = str(verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, criteria=grades, **words)).parts)
    for said in (*words.values(), "Say how many flips."):
        assert said in shown


def test_an_estimate_does_not_repeat_what_is_missing_as_advice() -> None:
    grades = (graded("design", 2, why_not_higher="Level 3.", improve="Not found: idea one."),)
    shown = str(verdict_reply(QUESTION, TEXT, samples.verdict(TEXT, criteria=grades, estimate=True)).parts)
    assert "Not found: idea one." not in shown


def test_a_capped_level_is_marked() -> None:
    reply = verdict_reply(
        QUESTION, TEXT, samples.verdict(TEXT, criteria=(graded("design", 1, marks=("capped: jargon",)),))
    )
    [bars] = [part for part in reply.parts if isinstance(part, Bars)]
    assert bars.items[0].caption == "1 of 4, capped"


def test_marks_are_ordered_do_not_overlap_and_put_a_mistake_first() -> None:
    mistake = MistakeFinding(mistake_id="due-for-heads", quote=Quote.of(TEXT, 0, 30), correction="No.")
    grades = (
        graded("numbers", 2, Quote.of(TEXT, 48, 60)),
        graded("design", 2, Quote.of(TEXT, 0, 30), Quote.of(TEXT, 31, 50)),
    )
    marks = marks_of(QUESTION, samples.verdict(TEXT, criteria=grades, mistakes=(mistake,)))
    assert marks == (Mark(0, 30, "Look again", good=False), Mark(31, 50, "About design"))
    excerpt = Excerpt(TEXT, marks)
    assert excerpt.text[31:50] == "I would flip the co"


def test_an_answer_that_waits_has_a_card_that_says_so() -> None:
    answer = Answer(1, 1, 1, 1, "coin-flips", TEXT, NOON, NOON.date(), GradeState.WAITING, ADA)
    streak = Streak(1, 1, today=True, open=False)
    reply = card_reply(Card(QUESTION, GradedAnswer(answer, None), None, streak, None))
    assert reply.parts[0] == Heading("A fair coin? · not graded yet")
    assert "not a zero" in str(reply.parts[1])


def test_a_preview_has_nothing_to_press() -> None:
    reply = preview_reply(samples.question(audience="executive", styles=["meta"]))
    assert reply.context == {"question_id": "coin-flips"}
    assert "executive" in str(reply.parts)
    assert "Meta" in str(reply.parts)


def test_the_welcome_says_how_the_chats_are_connected() -> None:
    shown = str(welcome())
    assert "Slack" in shown
    assert "Discord" in shown


def test_the_welcome_says_where_answers_go_if_they_leave() -> None:
    assert "sent to" not in str(welcome())
    assert "sent to api.example" in str(welcome("api.example"))


def test_what_no_member_can_mend_has_no_refusal() -> None:
    assert refusal_for(GreenroomError()) is None
