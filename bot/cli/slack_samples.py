"""Forms and a Home tab to look at, made of a real question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.core.chat import Button, Buttons, Choice, Fact, Facts, FieldKind, Form, FormField, Heading, Reply, ReplyKind

if TYPE_CHECKING:
    from bot.core.bank.content import Content
    from bot.core.bank.question import Question

_LONGEST = 12_000


def sample_forms(content: Content) -> Mapping[str, Form]:
    """A form to answer in, one with a long text in it, and one with every kind of field."""
    question = next(iter(content.bank))
    said = "\n\n".join(answer.text for answer in question.answers)
    return {
        "answer": _answer_form(question, ""),
        "revise": _answer_form(question, "\n\n".join([said] * 9)[:_LONGEST]),
        "schedule": _schedule_form(),
    }


def sample_home(replies: Mapping[ReplyKind, Sequence[Reply]]) -> Sequence[Reply]:
    """What may stand in a member's Home tab, out of samples of each kind."""
    settings = Reply(
        ReplyKind.NOTICE,
        (
            Heading("Settings"),
            Facts(
                (Fact("Your days are counted in", "Europe/Berlin"), Fact("Answers in threads", "answered privately"))
            ),
            Buttons((Button("Change", "settings"),)),
        ),
    )
    shown = (ReplyKind.PROGRESS, ReplyKind.QUESTION, ReplyKind.HISTORY)
    return [*(replies[kind][0] for kind in shown), settings]


def _answer_form(question: Question, value: str) -> Form:
    field = FormField("text", "Your answer", FieldKind.TEXT, value, longest=_LONGEST)
    known = {"question": question.id, "posting_id": "7"}
    return Form(f"Answer: {question.title}", "answer", (field,), "Send my answer", known, question.prompt)


def _schedule_form() -> Form:
    days = tuple(Choice(day[:3].lower(), day) for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))
    styles = (Choice("", "None"), Choice("meta", "Meta"))
    fields = (
        FormField("channel", "Channel", FieldKind.CHANNEL),
        FormField("days", "Days", FieldKind.CHOICES, "mon,tue,wed", days),
        FormField("time", "Time", FieldKind.TIME, "09:00", help="In the time zone below."),
        FormField("zone", "Time zone", FieldKind.LINE, "Europe/Berlin", help="A name such as Europe/Berlin."),
        FormField("style", "Company style", FieldKind.CHOICE, "meta", styles, required=False),
    )
    return Form("Daily questions", "schedule", fields, "Save")
