from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.packs.sql import SqlError, check_sql, run
from bot.core.bank.question import SqlFixture
from tests.packs_support import coin

SETUP = "CREATE TABLE flips (coin TEXT, heads INTEGER); INSERT INTO flips VALUES ('a', 1), ('a', NULL), ('b', 0);"
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


def messages(query: str, expected: list[list[object]], setup: str = SETUP) -> list[tuple[tuple[str | int, ...], str]]:
    fixture = SqlFixture.model_validate({"setup": setup, "expected": expected})
    question = coin(sql=fixture, model_answer=f"I would run this:\n\n```sql\n{query}\n```\n\nand read the counts.")
    return [(finding.loc, finding.message) for finding in check_sql(question)]


def test_rows_as_expected_are_no_finding() -> None:
    query = "-- heads by coin\nSELECT coin, count(*), avg(heads) FROM flips GROUP BY coin ORDER BY coin;"
    assert messages(query, [["a", 2, 1], ["b", 1, 0.0]]) == []


def test_a_rounding_error_is_no_difference() -> None:
    assert messages("SELECT 0.1 + 0.2, NULL", [[0.3, None]]) == []


def test_a_question_without_sql_has_nothing_to_run() -> None:
    assert check_sql(coin()) == []


def test_a_row_that_differs_is_told() -> None:
    found = messages("SELECT coin, heads FROM flips", [["a", 1], ["a", 0], ["b", 0]])
    assert found == [(("sql", "expected"), "row 2 of the model answer's SQL is ('a', None); `expected` has ('a', 0)")]


def test_a_row_that_is_too_short_is_told() -> None:
    assert "row 1" in messages("SELECT coin FROM flips LIMIT 1", [["a", 1]])[0][1]


def test_a_different_number_of_rows_is_told() -> None:
    found = messages("SELECT coin FROM flips", [["a"]])
    assert found == [(("sql", "expected"), "the model answer's SQL returns 3 rows; `expected` has 1")]


def test_sql_that_fails_is_told_with_the_reason() -> None:
    assert messages("SELECT tails FROM flips", []) == [
        (("sql",), "the model answer's SQL does not run: no such column: tails")
    ]


def test_tables_that_cannot_be_set_up_are_told() -> None:
    found = messages("SELECT 1", [[1]], setup="CREATE TABLE flips (coin TEXT, coin TEXT);")
    assert found == [(("sql",), "the tables cannot be set up: duplicate column name: coin")]


def test_two_statements_in_a_model_answer_are_told() -> None:
    assert messages("SELECT 1; SELECT 2", [[1]])[0][1].startswith("the model answer's SQL does not run: You can only")


@pytest.mark.parametrize(("setup", "query"), [(SETUP, ENDLESS), (f"CREATE TABLE t AS {ENDLESS};", "SELECT 1")])
def test_sql_without_end_is_stopped(setup: str, query: str) -> None:
    with pytest.raises(SqlError, match="it takes too long"):
        run(setup, query)


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE '{file}' AS other;",
        "ATTACH DATABASE '{file}' AS other; CREATE TABLE other.t (x);",
        "VACUUM INTO '{file}';",
        "PRAGMA database_list;",
        "SELECT load_extension('{file}');",
    ],
)
def test_sql_reaches_no_file(tmp_path: Path, statement: str) -> None:
    file = tmp_path / "reached.db"
    with pytest.raises(SqlError, match="cannot be set up"):
        run(statement.format(file=file), "SELECT 1")
    assert not file.exists()


@pytest.mark.parametrize(
    "statement", ["DELETE FROM flips", "CREATE TABLE t (x)", "PRAGMA table_info(flips)", "ATTACH ':memory:' AS m"]
)
def test_a_model_answer_only_reads(statement: str) -> None:
    with pytest.raises(SqlError, match=r"not authorized|prohibited"):
        run(SETUP, statement)


def test_a_giant_value_is_refused() -> None:
    with pytest.raises(SqlError, match="too big"):
        run(SETUP, "SELECT length(randomblob(500000000))")
