"""Small, valid content and verdicts to test with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.content import Content
from bot.core.bank.lens import CompanyStyle
from bot.core.bank.question import Question
from bot.core.grading.grade import CriterionGrade, JudgeIdentity, PointFinding, Quote, Verdict
from bot.core.records import Origin

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ADA = Origin("terminal", "local", "room", "ada", "Ada")
BOB = Origin("terminal", "local", "room", "bob", "Bob")
JUDGE = JudgeIdentity(name="fake", model="fake", version="1")


def criterion(criterion_id: str, weight: int, skill: str = "statistics") -> dict[str, Any]:
    return {
        "id": criterion_id,
        "name": f"About {criterion_id}",
        "weight": weight,
        "skill": skill,
        "key_points": [
            {
                "id": f"{criterion_id}-{place}",
                "idea": f"Idea {place} of {criterion_id}.",
                "phrasings": [f"{criterion_id} {place} said one way", f"{criterion_id} {place} said another way"],
            }
            for place in ("first", "second")
        ],
        "levels": [f"{criterion_id} at level {level}" for level in range(5)],
        "probe": f"How would you go on with {criterion_id}?",
    }


def question_data(question_id: str = "coin-flips", **changes: Any) -> dict[str, Any]:
    """A question as a YAML file holds it."""
    rubric = [criterion("design", 50), criterion("numbers", 30), criterion("advice", 20, "structure")]
    levels = {"design": 1, "numbers": 0, "advice": 0}
    return {
        "id": question_id,
        "title": "A fair coin?",
        "track": "experimentation",
        "skills": ["statistics", "structure"],
        "difficulty": 2,
        "seniority": "mid",
        "minutes": 8,
        "source": "greenroom",
        "prompt": "A friend hands you a coin and says it is fair. How would you find out whether to believe them?",
        "rubric": rubric,
        "mistakes": [
            {
                "id": "due-for-heads",
                "criterion": "numbers",
                "says": ["after five tails heads is due", "the coin owes us some heads by now"],
                "correction": "Flips are independent; a coin owes nothing.",
            }
        ],
        "hints": ["Think about what a fair coin would do.", "Count, then compare with chance."],
        "model_answer": "I would flip it many times, count the heads, and compare the count with what chance allows.",
        "answers": [
            {"kind": kind, "text": f"A {kind} answer about coins.", "levels": levels, "why": "It says little."}
            for kind in ("weak", "middling", "strong")
        ],
    } | changes


def question(question_id: str = "coin-flips", **changes: Any) -> Question:
    return Question.model_validate(question_data(question_id, **changes))


def style(style_id: str = "meta") -> CompanyStyle:
    lens = criterion("meta-point-first", 20)
    return CompanyStyle.model_validate(
        {
            "id": style_id,
            "name": "Meta",
            "summary": "Get to the point.",
            "share": 20,
            "criteria": [lens],
        }
    )


def content(*questions: Question) -> Content:
    several = questions or (
        question("coin-flips"),
        question("dice-rolls", title="A fair die?", difficulty=4),
        question("say-it-simply", title="Say it simply", track="communication", difficulty=1),
    )
    return Content(QuestionBank(several), audiences={}, styles={"meta": style()}, faults=())


def verdict(
    text: str = "I would flip it many times.", score: float = 2.0, *, estimate: bool = False, **changes: Any
) -> Verdict:
    """The same score on every criterion, with the first word as the evidence for the first of them."""
    quote = Quote.of(text, 0, len(text.split(maxsplit=1)[0])) if text.strip() else None
    level = round(score)
    spread = 1 if estimate else 0
    criteria = tuple(
        CriterionGrade(
            criterion_id=name,
            weight=weight,
            level=level,
            score=score,
            low=max(level - spread, 0),
            high=min(level + spread, 4),
            quotes=(quote,) if quote and name == "design" else (),
            points=(PointFinding(point_id=f"{name}-first", strength=1, quote=quote),),
            why_not_higher=f"{name} at level {level + 1}" if level < 4 else "",
        )
        for name, weight in (("design", 50), ("numbers", 30), ("advice", 20))
    )
    held = {
        "judge": JUDGE,
        "criteria": criteria,
        "low": max(score * 25 - 10 * spread, 0),
        "high": min(score * 25 + 10 * spread, 100),
        "best": "design",
        "next_step": "Say how many flips.",
        "follow_up": "How would you go on with numbers?",
        "estimate": estimate,
    }
    return Verdict.model_validate(held | changes)
