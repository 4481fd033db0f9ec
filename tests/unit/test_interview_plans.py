from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.adapters.packs.checking import check_packs
from bot.adapters.packs.loader import load_content
from bot.core.chat import Rows
from bot.core.interviews.plan import InterviewPlan, StageKind
from bot.core.replies.interview import plan_reply
from bot.settings import BUILT_IN_PACK
from tests import samples

TURN = "Thanks, let us go on to the next part."


def plan_data(**changes: Any) -> dict[str, Any]:
    """A plan as a YAML file holds it."""
    return {
        "id": "two-stages",
        "title": "Two stages",
        "source": "greenroom",
        "summary": "A short talk in two stages.",
        "seniority": "mid",
        "minutes": 30,
        "evaluation": "at-the-end",
        "notes": "Keep bullet notes as you go.",
        "welcome": ["Good to meet you."],
        "personas": [{"id": "kim", "name": "Kim", "role": "Hiring manager", "manner": "Friendly and brief."}],
        "stages": [
            {
                "id": "warm-up",
                "title": "Warm-up",
                "kind": "warm-up",
                "persona": "kim",
                "minutes": 5,
                "goal": "Hear what drives the candidate.",
                "ask": "What brings you here?",
                "rubric": [samples.criterion("drive", 50), samples.criterion("news", 50)],
                "move_on": TURN,
            },
            {
                "id": "coin",
                "title": "A fair coin",
                "kind": "question",
                "persona": "kim",
                "minutes": 20,
                "goal": "See how the candidate thinks about chance.",
                "setup": ["I hold a coin.", "A friend says that it is fair."],
                "question": "coin-flips",
                "move_on": TURN,
            },
        ],
        "debrief": {
            "opening": "Let us look back.",
            "habits": [
                {
                    "id": name,
                    "name": name.title(),
                    "looks_for": "Says what they are doing.",
                    "strong": "You thought aloud.",
                    "weak": "I could not follow your thinking.",
                }
                for name in ("aloud", "brief", "honest")
            ],
            "ask_candidate": ["Did I give you room?", "Was I clear?"],
            "good_interviewer": ["Pauses in long set-ups.", "Does not rephrase thrice."],
            "closing": "Thank you for your time.",
        },
    } | changes


def stage(number: int, **changes: Any) -> dict[str, Any]:
    stages = plan_data()["stages"]
    stages[number] |= changes
    return {"stages": [{key: value for key, value in one.items() if value is not None} for one in stages]}


def test_a_whole_plan_is_valid() -> None:
    plan = InterviewPlan.model_validate(plan_data())
    assert [one.kind for one in plan.stages] == [StageKind.WARM_UP, StageKind.QUESTION]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (stage(0, persona="lee"), "persona 'lee'"),
        (stage(0, ask=None), "either `question` or `ask`"),
        (stage(1, ask="And this?"), "either `question` or `ask`"),
        (stage(1, rubric=[samples.criterion("drive", 50), samples.criterion("news", 50)]), "leave `rubric` out"),
        (stage(0, rubric=[samples.criterion("drive", 50)]), "sum to 50"),
        (stage(1, id="warm-up"), "stage 'warm-up' is there twice"),
        ({"minutes": 20}, "25 minutes, more than the plan's 20"),
    ],
)
def test_a_plan_that_does_not_fit_together_says_where(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        InterviewPlan.model_validate(plan_data(**changes))


def write(folder: Path, **changes: Any) -> Path:
    path = folder / "interviews" / "two-stages.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(plan_data(**changes), indent=1))
    question = folder / "coin-flips.yaml"
    question.write_text(json.dumps(samples.question_data(), indent=1))
    return path


def test_plans_are_loaded_with_the_questions(tmp_path: Path) -> None:
    write(tmp_path)
    content = load_content([tmp_path], tmp_path / "cache", entry_points=())
    assert content.faults == ()
    again = load_content([tmp_path], tmp_path / "cache", entry_points=())
    assert again.interviews["two-stages"] == content.interviews["two-stages"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (stage(1, question="nowhere"), "there is no question 'nowhere'"),
        ({"styles": ["acme"]}, "no company style is called 'acme'"),
        ({"source": "hearsay"}, "unknown source 'hearsay'"),
        (stage(1, setup=["so " * 121]), "120 words"),
    ],
)
def test_what_a_plan_names_must_be_there(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    path = write(tmp_path, **changes)
    [fault] = check_packs([tmp_path], path, entry_points=()).faults
    assert said in fault.message
    assert fault.path == str(path)
    assert fault.line > 1


def test_the_plan_is_shown_without_what_gives_answers_away() -> None:
    reply = plan_reply(InterviewPlan.model_validate(plan_data()))
    [rows] = [part for part in reply.parts if isinstance(part, Rows)]
    assert rows.rows == (("Warm-up", "Kim", "5"), ("A fair coin", "Kim", "20"))
    assert "drive" not in str(reply)


@pytest.mark.parametrize("plan_id", ["netflix-ds-loop", "meta-community-insights", "glitter-bots"])
def test_the_three_source_interviews_are_there(plan_id: str) -> None:
    content = load_content([BUILT_IN_PACK], None, entry_points=())
    assert plan_id in content.interviews
