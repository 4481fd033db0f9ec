"""The question, its hints and its model answer."""

from __future__ import annotations

from bot.core.bank.question import Question
from bot.core.chat import Button, Buttons, Callout, Fact, Facts, Heading, Part, Reply, ReplyKind, Text
from bot.core.delivery.names import posting_slot
from bot.core.practice import Asked
from bot.core.records import Posting
from bot.core.wording import say


def question_reply(asked: Asked, *, alone: bool = False) -> Reply:
    """The question as it is put, with what to know about it.

    Args:
        asked: The question, and what the member who asked for it answered.
        alone: Whether only that member sees it: then it also says what they answered, and is no group's to count on.
    """
    question = asked.question
    parts = list(question_parts(question, asked.posting.style))
    if alone and asked.earlier is not None:
        date = asked.earlier.answer.local_date.isoformat()
        parts.append(Text(say("question.answered", date=date), subtle=True))
    parts.append(put_buttons(question, asked.posting))
    context = question_context(question, asked.posting)
    slot = None if alone else posting_slot(asked.posting.id)
    return Reply(ReplyKind.QUESTION, tuple(parts), alone, context, slot)


def put_buttons(question: Question, posting: Posting) -> Buttons:
    """What can be done about a question that was put."""
    about = {"question": question.id, "posting_id": str(posting.id)}
    if posting.style:
        about["style"] = posting.style
    answer = Button(say("button.answer"), "answer", about, primary=True)
    let_go = Button(say("button.pass"), "pass", {"posting_id": about["posting_id"]})
    return Buttons((answer, hint_button(question.id, 1), let_go))


def question_context(question: Question, posting: Posting) -> dict[str, str]:
    """What an adapter needs to know of a question that was put."""
    return {
        "question_id": question.id,
        "posting_id": str(posting.id),
        "style": posting.style or "",
        "hints": str(len(question.hints)),
        "minutes": str(question.minutes),
    }


def preview_reply(question: Question) -> Reply:
    """The question as it would be put, for reading only."""
    parts = tuple(question_parts(question, None))
    return Reply(ReplyKind.QUESTION, parts, context={"question_id": question.id})


def question_parts(question: Question, style: str | None) -> tuple[Part, ...]:
    """The question itself, with what to know about it."""
    return (Heading(question.title), Facts(_facts(question, style)), Text(question.prompt))


def hint_button(question_id: str, number: int) -> Button:
    """A button for a question's hint, counted from 1."""
    return Button(say("button.hint"), "hint", {"question": question_id, "number": str(number)})


def _facts(question: Question, style: str | None) -> tuple[Fact, ...]:
    facts = [
        Fact(say("question.track"), _words(question.track.value)),
        Fact(say("question.difficulty"), "●" * question.difficulty + "○" * (5 - question.difficulty)),
        Fact(say("question.minutes"), say("question.minutes.value", minutes=question.minutes)),
        Fact(say("question.level"), question.seniority.value),
    ]
    if question.audience is not None:
        facts.append(Fact(say("question.audience"), _words(question.audience.value)))
    shown = style or ", ".join(question.styles)
    if shown:
        facts.append(Fact(say("question.style"), shown.title()))
    return tuple(facts)


def _words(slug: str) -> str:
    return slug.replace("-", " ")


def hint_reply(question: Question, number: int) -> Reply:
    """One hint, counted from 1; past the last one, a kind word."""
    count = len(question.hints)
    context = {"question_id": question.id, "hints": str(count)}
    if not 1 <= number <= count:
        return Reply(ReplyKind.HINT, (Text(say("hint.none")),), context=context)
    parts: list[Part] = [Callout(say("hint.title", number=number, count=count), question.hints[number - 1])]
    if number < count:
        parts.append(Buttons((hint_button(question.id, number + 1),)))
    return Reply(ReplyKind.HINT, tuple(parts), context=context)


def model_answer_reply(question: Question) -> Reply:
    """The model answer and the mistakes it avoids."""
    mistakes = "\n".join(
        say("model.mistake", said=_sentence(mistake.says[0]), correction=mistake.correction)
        for mistake in question.mistakes
    )
    parts = (
        Heading(say("model.title", title=question.title)),
        Text(question.model_answer),
        Heading(say("model.mistakes")),
        Text(mistakes),
    )
    return Reply(ReplyKind.MODEL_ANSWER, parts, context={"question_id": question.id})


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
