from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.cli.calibration.text import report_text
from bot.cli.calibration.words import cells, signed, table
from bot.core.bank.vocabulary import AnswerKind
from bot.core.grading.agreement import CriterionAgreement, Disagreement, figures_of
from bot.core.grading.attack_table import AttackScore, attack_table
from bot.core.grading.calibration_report import Attacked, HeldOut
from bot.core.grading.grade import JudgeIdentity
from tests.unit.test_agreement import case
from tests.unit.test_calibration_report import CLAUDE, SPENT, judged, report

CELLS = st.text(st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters="|"), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_the_lines_of_a_table_are_equally_long(rows: list[tuple[str, str]]) -> None:
    lines = table(("a", "b"), rows).splitlines()
    assert len(lines) == 2 + len(rows)
    assert len({len(line) for line in lines}) == 1


def test_numbers_are_set_to_the_right() -> None:
    assert table(("kind", "n"), [("weak", "7")]).splitlines() == ["| kind |   n |", "| ---- | --: |", "| weak |   7 |"]


@pytest.mark.parametrize(("value", "shown"), [(-0.04, "0.0"), (0.04, "0.0"), (-3.21, "-3.2"), (3.21, "+3.2")])
def test_a_sign_is_shown_but_not_on_nothing(value: float, shown: str) -> None:
    assert signed(value, 1) == shown


def test_a_number_has_the_decimals_it_needs() -> None:
    assert [cells(value) for value in (0.45, 15.0, 0.0, 10.0, None)] == ["0.45", "15", "0", "10", "-"]


def test_a_missed_target_says_by_how_much() -> None:
    poor = figures_of([case((4, 4, 4), (0, 0, 4)), case((0, 0, 0), (4, 4, 0))])
    text = report_text(report(fitted=1, held_out=HeldOut(figures=poor)))
    assert "missed: criterion QWK (missed by " in text
    assert "MAE of totals (missed by 65)" in text


def test_what_was_not_measured_is_called_so() -> None:
    text = report_text(report(fitted=1, held_out=HeldOut(note="not measured: too few")))
    assert text.count("| not measured |") == 8
    assert "*Held out* is not measured: too few." in text
    assert "| held out |" not in text


def test_a_models_report_tells_tokens_cost_and_what_it_was_shown() -> None:
    text = report_text(report(CLAUDE, judged=judged(usage=SPENT)))
    assert "never the one that it grades" in text
    assert "in sample" not in text.lower()
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "| tokens read in full | 300 |" in lines
    assert "| US dollars an answer | 0.5000 |" in lines
    assert "- Without a verdict: 1" in lines
    assert "- `coin-flips`, strong: refused" in lines


def test_what_the_attacks_cost_is_told_beside_the_answers_and_with_them() -> None:
    attacks = Attacked(questions=1, rows=attack_table([AttackScore("echo", 0.0, 0)], model=True), usage=SPENT)
    text = report_text(report(CLAUDE, judged=judged(usage=SPENT), attacks=attacks))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "| US dollars, all answers | 1.50 |" in lines
    assert "| US dollars, attacks | 0.50 |" in lines
    assert "| US dollars, answers and attacks | 2.00 |" in lines


def test_an_unknown_price_is_no_zero() -> None:
    text = report_text(report(CLAUDE, judged=judged(usage=SPENT.model_copy(update={"cost_usd": None}))))
    assert "unknown: no price is set" in text
    assert "0.0000" not in text


def test_attacks_without_a_verdict_are_told() -> None:
    rows = attack_table([AttackScore("echo", None, 0), AttackScore("echo", 0.0, 0)], model=True)
    assert "1 of the attacks got no verdict" in report_text(report(CLAUDE, attacks=Attacked(questions=1, rows=rows)))


def test_a_judge_without_targets_is_told_of_none() -> None:
    text = report_text(report(JudgeIdentity(name="other", model="m", version="1")))
    assert "This judge has no targets." in text


@given(st.text(max_size=60), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_what_people_wrote_cannot_become_headings_links_or_html(why: str, quote: str) -> None:
    shown = " ".join(quote.split())
    item = Disagreement(kind=AnswerKind.WEAK, place="a.yaml:1", wanted=0, got=4, why=f"<b>[x](y) {why}", quote=shown)
    criterion = CriterionAgreement(
        question="coin", criterion="design", answers=1, error=4, bias=4, disagreements=(item,)
    )
    tokens = MarkdownIt().parse(report_text(report().model_copy(update={"criteria": (criterion,)})))
    inline = [child for token in tokens for child in token.children or ()]
    assert not any(token.type in {"html_block", "html_inline", "image"} for token in (*tokens, *inline))
    links = [child.attrGet("href") for child in inline if child.type == "link_open"]
    assert links == ["README.md"]
