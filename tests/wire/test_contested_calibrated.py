"""`greenroom calibrate` with grades that members contested, beside a bot that has the database open."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.grading.calibration_report import Report
from bot.core.grading.grade import JudgeIdentity
from bot.core.records import JobKind, NewJob
from storage.database import Database, open_database
from tests.contracts.opened import new_answer
from tests.samples import ADA, NOON, verdict
from tests.wire.running import Home, Result

pytestmark = pytest.mark.slow

QUESTION = "ml-l1-l2"
SECRET = "I once lost the keys to the data centre."
JUDGE = JudgeIdentity(name="claude", model="some-model", version="3")


async def judged(database: Database, answer_id: int, score: float, then: str = "save_grade") -> None:
    """Do the next grading job with this score on every criterion."""
    (job,) = await database.jobs.claim([JobKind.GRADE], 1, NOON, 30)
    save = getattr(database.ledger, then)
    assert await save(job, answer_id, verdict(SECRET, score).model_copy(update={"judge": JUDGE}), NOON, None)


async def contested(database: Database, member: str, *scores: float) -> None:
    """An answer with its grade, its contest and as many further grades as there are scores left."""
    place = await database.directory.place_of(replace(ADA, user=member, user_name=f"Name of {member}"), "UTC")
    answer = replace(new_answer(place, f"event-{member}", QUESTION), text=SECRET)
    stored = (await database.ledger.submit(answer, NewJob(JobKind.GRADE, "grade", {}, NOON))).answer
    await judged(database, stored.id, scores[0])
    jobs = [NewJob(JobKind.GRADE, f"contest:{stored.id}:{number}", {}, NOON) for number in range(len(scores) - 1)]
    assert await database.ledger.contest(stored.workspace_id, stored.id, NOON, jobs)
    for score in scores[1:]:
        await judged(database, stored.id, score, "save_opinion")


def calibrate(home: Home, *more: str) -> Result:
    options = ("--grader", "local", "--questions", QUESTION, "--attacks", "0", *more)
    return home.run("calibrate", *options, GREENROOM_WEIGHTS="/nowhere")


def section(shown: str) -> str:
    return shown.split("## Contested grades\n", 1)[1].split("\n## ", 1)[0]


def beside(home: Home, members: int, *calls: tuple[str, ...]) -> list[Result]:
    """The results of calls while the database is open, with a case a member and one under way."""

    async def run() -> list[Result]:
        async with await open_database(str(home.folder / "test.db")) as database:
            for number in range(members):
                await contested(database, f"member-{number}", 1, 3, 2)
            await contested(database, "late", 1, 3)
            return [await asyncio.to_thread(calibrate, home, *call) for call in calls]

    results = asyncio.run(run())
    assert {result.code for result in results} == {0}, results
    return results


def test_contested_grades_are_summed_up_without_names_or_words_unless_they_are_asked_for(home: Home) -> None:
    plain, texts, data = beside(home, 3, ("--save", "--reports", "kept"), ("--contested-texts",), ("--json",))
    told = section(plain.out)
    assert "3 decided cases, 1 under way." in told
    cells = [cell.strip() for cell in next(line for line in told.splitlines() if line.startswith("| 1 ")).split("|")]
    assert cells[2:-1] == ["claude, some-model, version 3", "the same", "3", "3", "50.0", "+25.0", "3", "0", "0", "-"]
    assert f"| {QUESTION} | design" in told
    (file,) = (home.folder / "kept").glob("*.md")
    kept = file.read_text() + file.with_suffix(".json").read_text()
    assert section(kept).split() == told.split()
    assert SECRET not in plain.out + data.out + kept
    assert texts.out.count(SECRET) == 4
    assert "member-" not in (everything := plain.out + texts.out + data.out + kept)
    assert "Name of" not in everything
    report = Report.model_validate(json.loads(data.out))
    assert report.contested.decided == 3
    assert "contested_answers" not in json.loads(data.out)


def test_what_is_kept_of_a_single_member_is_only_that_there_was_a_case(home: Home) -> None:
    plain, data = beside(home, 1, ("--save", "--reports", "kept"), ("--contested-texts", "--json"))
    assert "+25.0" in section(plain.out)
    (file,) = (home.folder / "kept").glob("*.json")
    (group,) = Report.model_validate_json(file.read_bytes()).contested.groups
    assert (group.cases, group.figures, group.criteria) == (1, None, ())
    assert "+25.0" not in section(file.with_suffix(".md").read_text())
    (_, decided) = json.loads(data.out)["contested_answers"]
    assert (decided["text"], [opinion["total"] for opinion in decided["opinions"]]) == (SECRET, [25, 75, 50])


def test_only_cases_of_the_chosen_questions_count(home: Home) -> None:
    (result,) = beside(home, 1, ("--questions", "exp-srm"))
    assert section(result.out).strip() == "None kept."


def test_without_a_database_none_are_kept(home: Home) -> None:
    result = calibrate(home)
    assert section(result.out).strip() == "None kept: there is no database yet."
    assert not (home.folder / "test.db").exists()


def test_a_file_that_is_no_database_is_named_and_ends_nothing(home: Home) -> None:
    Path(home.folder / "test.db").write_text("Not a database, but a long enough text. " * 40)
    result = calibrate(home)
    assert result.code == 0
    assert section(result.out).strip() == "Not read: the database could not be opened."
    assert "contested grades are left out: " in result.err
    assert "test.db" in result.err
    assert "Traceback" not in result.err


def test_contested_grades_can_be_left_out(home: Home) -> None:
    assert "not asked for" in section(calibrate(home, "--contested", "0").out)
