"""The loaded bank: an immutable, ordered collection of questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from bot.core.bank.question import Question
from bot.core.bank.vocabulary import Skill
from bot.core.errors import UnknownQuestionError

KeyPoints = Sequence[tuple[float, frozenset[str]]]
"""The weight of each criterion of a question, and the ids of its key points."""


def key_points(question: Question) -> KeyPoints:
    """What a member can say, and what it weighs."""
    return [(one.weight, frozenset(point.id for point in one.key_points)) for one in question.rubric]


class QuestionBank:
    """Questions by id, in the order of their ids, so that every process sees the same bank.

    Args:
        questions: The questions; a repeated id is the loader's to refuse, the first one is kept here.
    """

    def __init__(self, questions: Iterable[Question]) -> None:
        by_id: dict[str, Question] = {}
        for question in questions:
            by_id.setdefault(question.id, question)
        self._by_id = {key: by_id[key] for key in sorted(by_id)}
        self._skills: dict[str, dict[str, Skill]] = {}
        self._key_points: dict[str, KeyPoints] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Question]:
        return iter(self._by_id.values())

    def __contains__(self, question_id: object) -> bool:
        return question_id in self._by_id

    def get(self, question_id: str) -> Question:
        """The question with this id.

        Raises:
            UnknownQuestionError: There is none; carries ids that look alike.
        """
        try:
            return self._by_id[question_id]
        except KeyError:
            near = get_close_matches(question_id, self._by_id, n=3, cutoff=0.6)
            raise UnknownQuestionError(question_id, near) from None

    def skills_of(self, question_id: str) -> Mapping[str, Skill]:
        """The skills that a question's criteria show, by the criteria's ids.

        Raises:
            UnknownQuestionError: There is no such question.
        """
        found = self._skills.get(question_id)
        if found is None:
            found = self._skills[question_id] = {one.id: one.skill for one in self.get(question_id).rubric}
        return found

    def key_points_of(self, question_id: str) -> KeyPoints:
        """As `key_points`, by the question's id.

        Raises:
            UnknownQuestionError: There is no such question.
        """
        found = self._key_points.get(question_id)
        if found is None:
            found = self._key_points[question_id] = key_points(self.get(question_id))
        return found
