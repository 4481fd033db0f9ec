"""Where a conversation stands: the question and the answer that typed words refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapters.terminal.timer import seconds_between
from bot.core.chat import ChatEvent, Checklist, Reply, ReplyKind, Tick


@dataclass(slots=True)
class Conversation:
    """What the last replies left at hand; nothing here outlives the program or needs to.

    Attributes:
        question_id: The question that is open.
        posting_id: Its posting.
        style: Company style it was asked in.
        minutes: Its time box; 0 for none.
        asked_at: When it was shown; None while no timer runs.
        hint: How many of its hints were shown.
        answer_id: The member's newest answer, or the one they looked at last.
        answered: Whether that answer is one to the open question, so that more text is a better try.
        points: Points of the checklist shown last, in the order of their numbers.
        texts: What was sent, by answer.
        waiting: Questions that came by themselves while something was typed, by id.
        interviewed: Whether an interviewer spoke last.
    """

    question_id: str = ""
    posting_id: str = ""
    style: str = ""
    minutes: int = 0
    asked_at: datetime | None = None
    hint: int = 0
    answer_id: str = ""
    answered: bool = False
    points: tuple[Tick, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, Reply] = field(default_factory=dict)
    interviewed: bool = False

    @property
    def at_hand(self) -> Mapping[str, str]:
        """Ids that a typed command may leave out."""
        at_hand = {"question": self.question_id, "answer_id": self.answer_id}
        return at_hand | {"posting_id": self.posting_id, "style": self.style}

    def seconds(self, now: datetime) -> int | None:
        """How long the open question has been on the screen."""
        return None if self.asked_at is None else seconds_between(self.asked_at, now)

    def heard(self, event: ChatEvent, reply: Reply) -> None:
        """Move on with the reply to something that was typed here."""
        context = reply.context
        match reply.kind:
            case ReplyKind.QUESTION:
                self._ask(context, event.at)
            case ReplyKind.HINT:
                self.hint = min(int(event.options.get("number") or 1), int(context.get("hints") or 0))
            case ReplyKind.RECEIPT:
                self._turn_to(context)
                if event.text:
                    self.texts[self.answer_id] = event.text
            case ReplyKind.CARD | ReplyKind.SELF_CHECK:
                self._turn_to(context)
            case ReplyKind.WITHDRAWN:
                self._forget(event.options.get("answer_id", ""))
        if points := tuple(tick for part in reply.parts if isinstance(part, Checklist) for tick in part.items):
            self.points = points

    def asked(self, question: Reply, now: datetime, *, busy: bool) -> bool:
        """Take up a question that came by itself, unless something is being typed; then it waits.

        Returns:
            Whether it is the open one now.
        """
        if busy:
            self.waiting[question.context.get("question_id", "")] = question
        else:
            self._ask(question.context, now)
        return not busy

    def take_up(self, question_id: str, now: datetime) -> Reply | None:
        """Open a question that waits, if it does."""
        question = self.waiting.pop(question_id, None)
        if question is not None:
            self._ask(question.context, now)
        return question

    def spoken(self, reply: Reply) -> None:
        """Move on with what came by itself: an interviewer's turn, or the debrief that ends an interview."""
        if reply.kind in {ReplyKind.TURN, ReplyKind.SUMMARY}:
            self.interviewed = reply.kind is ReplyKind.TURN

    def received(self, card: Reply) -> None:
        """Move on with a card that was delivered for the answer at hand."""
        self._turn_to(card.context)

    def _forget(self, answer_id: str) -> None:
        self.texts.pop(answer_id, None)
        if answer_id == self.answer_id:
            self.answer_id, self.answered, self.points = "", False, ()

    def _ask(self, context: Mapping[str, str], now: datetime) -> None:
        question_id = context.get("question_id", "")
        self.interviewed = False
        self.waiting.pop(question_id, None)
        if question_id != self.question_id or self.answered:
            self.question_id, self.hint, self.answered, self.asked_at = question_id, 0, False, now
        self.posting_id = context.get("posting_id", "")
        self.style = context.get("style", "")
        self.minutes = int(context.get("minutes") or 0)

    def _turn_to(self, context: Mapping[str, str]) -> None:
        question_id = context.get("question_id", self.question_id)
        if question_id != self.question_id:
            self.posting_id, self.style, self.minutes, self.hint = "", "", 0, 0
        if context.get("answer_id", "") != self.answer_id:
            self.points = ()
        self.question_id, self.answer_id = question_id, context.get("answer_id", "")
        self.answered, self.asked_at = True, None
