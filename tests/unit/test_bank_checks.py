from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.packs.checking import Report, check_packs
from bot.core.bank.checks import BLOCK_CHARACTERS, Surroundings, check_place, check_question
from bot.core.bank.lens import CompanyStyle
from bot.core.bank.question import SqlFixture, Sum
from bot.core.bank.vocabulary import Audience, Track
from tests.packs_support import STYLE, coin, line_of, put, put_question, question_text

NOTHING_ELSE = Surroundings({}, ())
TEXT = question_text()


def messages(**changes: object) -> list[str]:
    return [finding.message for finding in check_question(coin(**changes), NOTHING_ELSE)]


def report(*packs: Path, only: Path | None = None) -> Report:
    return check_packs(packs, only, entry_points=())


def lines(found: Report) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in found.faults]


def test_a_good_question_breaks_no_rule() -> None:
    assert messages() == []


@pytest.mark.parametrize(("words", "faulty"), [(149, True), (150, False), (350, False), (351, True)])
def test_a_model_answer_has_150_to_350_words(words: int, faulty: bool) -> None:
    assert bool(messages(model_answer=" ".join(["word"] * words))) is faulty


def test_a_prompt_is_measured_as_slack_escapes_it() -> None:
    assert messages(prompt="\n\n".join(["x" * 700] * 3)) == []
    assert messages(prompt="\n\n".join(["<&" + "x" * 651 + ">" * 20] * 4)) == [
        "the prompt has 2,966 characters as Slack counts; 2,800 at most"
    ]


@pytest.mark.parametrize("block", ["x" * (BLOCK_CHARACTERS + 1), "```\n" + "x\n\n" * 650 + "```"])
def test_a_paragraph_or_code_block_must_fit_a_discord_message(block: str) -> None:
    found = check_question(coin(prompt=f"Short one.\n\n{block}\n\nAnother."), NOTHING_ELSE)
    assert [(finding.loc, finding.within) for finding in found] == [(("prompt",), 2)]
    assert "cannot be split; 1,800 at most" in found[0].message


def test_an_open_code_block_runs_to_the_end() -> None:
    found = messages(prompt="Short one.\n\n```\n" + "x\n\n" * 650)
    assert len(found) == 2
    assert "cannot be split" in found[0]
    assert found[1] == "the code block is never closed"


def test_a_paragraph_of_just_the_limit_fits() -> None:
    assert messages(prompt=f"Short one.\n\n{'x' * BLOCK_CHARACTERS}") == []


def test_a_criterion_of_a_style_must_not_be_taken() -> None:
    style = CompanyStyle.model_validate(_yaml(STYLE.replace("plainness", "numbers")))
    found = check_question(coin(styles=("plain",)), Surroundings({"plain": style}, ()))
    assert [(finding.loc, finding.message) for finding in found] == [
        (("rubric", 1, "id"), "style 'plain' has a criterion 'numbers' too; rename this one")
    ]


def test_names_that_stand_for_nothing_are_found() -> None:
    assert messages(styles=("acme",)) == ["no company style is called 'acme' (defined: none)"]
    assert messages(audience=Audience.ENGINEER) == ["audience 'engineer' has no profile"]
    assert messages(source="my-diary")[0].startswith("unknown source 'my-diary' (known: experimentation-skill-guide, ")
    known = Surroundings({}, {Audience.ENGINEER}, {"my-diary"})
    assert check_question(coin(source="my-diary", audience=Audience.ENGINEER), known) == []


def test_sql_and_its_tables_come_together() -> None:
    answer = coin().model_answer + "\n```sql\nSELECT 1\n```\n"
    tables = SqlFixture(setup="CREATE TABLE t (x);", expected=())
    assert messages(model_answer=answer) == ["the model answer holds SQL, so `sql` must give tables to run it on"]
    assert messages(sql=tables) == ["`sql` is given, but the model answer has no ```sql block to run"]
    assert messages(model_answer=answer, sql=tables) == []


def test_sums_that_are_wrong_or_cannot_be_done_are_found() -> None:
    sums = (
        Sum(claim="Fine.", check="1 < 2"),
        Sum(claim="Two is one.", check="2 == 1"),
        Sum(claim="No.", check="x == 1"),
    )
    found = check_question(coin(sums=sums), NOTHING_ELSE)
    assert [(finding.loc, finding.message) for finding in found] == [
        (("sums", 1, "check"), "the sum is wrong: Two is one."),
        (("sums", 2, "check"), "the sum cannot be evaluated: `x` may not be used in a check"),
    ]


def test_a_question_lies_where_it_is_looked_for() -> None:
    question = coin(track=Track.EXPERIMENTATION)
    assert check_place(question, "experimentation", "coin", by_track=True) == []
    assert check_place(question, "anywhere", "coin", by_track=False) == []
    found = check_place(question, "behavioral", "penny", by_track=True)
    assert [finding.message for finding in found] == [
        "the file must be named coin.yaml, after the id",
        "the file must be in the folder experimentation/",
    ]


@pytest.mark.parametrize(
    ("old", "new", "part", "message"),
    [
        ("source: greenroom", "source: hearsay", "source:", "unknown source 'hearsay'"),
        ("are a coffee", "are a **coffee", "**coffee", "`**` that opens"),
        ("  Before the first flip", "  ```\n  Before the first flip", "```", "the code block is never closed"),
        ("says that this coin", "says that `this coin", "`this", "a backtick that opens"),
        ("skills: [stat", "styles: [acme]\nskills: [stat", "acme", "no company style is called 'acme'"),
        (
            "\nanswers:",
            "\nsums:\n  - claim: Two is one.\n    check: 2 == 1\nanswers:",
            "check:",
            "the sum is wrong: Two",
        ),
        ("id: coin\n", "id: penny\n", "id: penny", "the file must be named penny.yaml"),
    ],
)
def test_a_broken_rule_is_told_with_its_line(tmp_path: Path, old: str, new: str, part: str, message: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    put_question(tmp_path, text=text)
    ((line, told),) = lines(report(tmp_path))
    assert (line, told[: len(message)]) == (line_of(text, part), message)


def test_sql_that_fails_is_told_at_the_tables(tmp_path: Path) -> None:
    answer = "  ```sql\n  SELECT tails FROM flips\n  ```\n\nanswers:"
    tables = "sql:\n  setup: CREATE TABLE flips (heads INTEGER);\n  expected: []\n"
    text = TEXT.replace("\nanswers:", f"\n{answer}") + tables
    put_question(tmp_path, text=text)
    assert lines(report(tmp_path)) == [
        (line_of(text, "sql:", 1), "the model answer's SQL does not run: no such column: tails")
    ]


def test_nearly_equal_prompts_are_told_once_at_the_later_one(tmp_path: Path) -> None:
    put_question(tmp_path, "coin")
    text = question_text(
        "urn", prompt="A friend of coin says that this coin is good. How would you find out whether coin is?"
    )
    file = put_question(tmp_path, "urn", text=text)
    found = report(tmp_path)
    (fault,) = found.faults
    assert (fault.path, fault.line) == (str(file), line_of(text, "prompt:"))
    assert fault.message.startswith("the prompt is nearly that of 'coin' (")


def test_a_question_outside_all_packs_is_checked_against_them(tmp_path: Path) -> None:
    same_ask = coin().prompt
    put_question(tmp_path / "ours", "urn", text=question_text("urn", prompt=same_ask))
    draft = put(tmp_path, "elsewhere/coin.yaml", question_text("coin", prompt=same_ask))
    for place in (draft, draft.parent):
        found = report(tmp_path / "ours", only=place)
        assert found.files == 1
        assert [str(fault) for fault in found.faults] == [
            f"{draft}:10: the prompt is nearly that of 'urn' (100% the same)"
        ]


def test_a_report_is_confined_to_the_file_or_folder_asked_for(tmp_path: Path) -> None:
    bad = put_question(tmp_path, "coin", text=TEXT.replace("source: greenroom", "source: hearsay"))
    put(tmp_path, "other/die.yaml", "id: [")
    assert len(report(tmp_path).faults) == 2
    assert [fault.path for fault in report(tmp_path, only=bad).faults] == [str(bad)]
    assert [fault.path for fault in report(tmp_path, only=tmp_path / "other").faults] == [
        str(tmp_path / "other/die.yaml")
    ]


def test_drafts_are_noted_and_no_faults(tmp_path: Path) -> None:
    put_question(tmp_path, text=TEXT.replace("A fair coin?", "TODO"))
    found = report(tmp_path)
    assert found.faults == ()
    assert [fault.line for fault in found.drafts] == [2]
    assert (found.files, found.questions) == (1, 0)


def _yaml(text: str) -> object:
    import yaml

    return yaml.safe_load(text)
