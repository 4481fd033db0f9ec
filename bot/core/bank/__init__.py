"""The question bank: what a question is, and choosing one."""

from bot.core.bank.catalogue import QuestionBank
from bot.core.bank.question import (
    Criterion,
    KeyPoint,
    LabelledAnswer,
    Mistake,
    Question,
    SqlFixture,
    total_of,
)
from bot.core.bank.selection import Filters, question_of_the_day, select
from bot.core.bank.vocabulary import TOP_LEVEL, AnswerKind, Audience, Level, Seniority, Skill, Track

__all__ = [
    "TOP_LEVEL",
    "AnswerKind",
    "Audience",
    "Criterion",
    "Filters",
    "KeyPoint",
    "LabelledAnswer",
    "Level",
    "Mistake",
    "Question",
    "QuestionBank",
    "Seniority",
    "Skill",
    "SqlFixture",
    "Track",
    "question_of_the_day",
    "select",
    "total_of",
]
