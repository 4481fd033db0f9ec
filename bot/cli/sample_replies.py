"""One or more samples of every kind of reply, to see how a platform shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.cli.sample_interviews import board_sample, opening_samples, pair_samples, turn_samples
from bot.cli.sample_together import recap_samples, word_samples
from bot.cli.sample_verdicts import MEMBER, NOON, sample_answer, sample_card
from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.chat import (
    Button,
    Buttons,
    Document,
    Fact,
    Facts,
    Heading,
    Picture,
    Quotation,
    Reply,
    ReplyKind,
    Rows,
    Text,
)
from bot.core.commands import COMMANDS
from bot.core.practice import Asked
from bot.core.progress.streaks import Streak
from bot.core.progress.summary import Progress, SkillScore
from bot.core.records import GradedAnswer, Posting, Submission
from bot.core.replies import notices
from bot.core.replies.card import card_reply
from bot.core.replies.looking_back import history_reply, progress_reply, self_check_reply
from bot.core.replies.question import hint_reply, model_answer_reply, question_reply
from bot.core.replies.verdict import title_of

ATTACK = (
    "@everyone <@123456789012345678> <#1> <@&2> <:x:3> <t:1700000000> </help:4> https://example.com/a_b_c "
    "[free](https://example.com) ||spoiler|| **bold** _em_ __under__ ~~strike~~ `code` :tada:\n"
    "# heading\n-# small\n> quote\n- item\n1. one\n```\nfence ``` || done\n```\n*unclosed **marks ||and"
)
"""What a member could write to make something happen."""
# The smallest PNG there is: one transparent point.
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001000555"
    "02fe0000000049454e44ae426082"
)


def sample_replies(content: Content) -> dict[ReplyKind, list[Reply]]:
    """Samples of every kind; of those with members' words also long ones and ones that try to break out.

    Args:
        content: Where the questions come from; the longest model answer and the first question are used.
    """
    questions = sorted(content.bank, key=lambda question: -len(question.model_answer))
    first, longest = _usual(content), questions[0]
    return {
        ReplyKind.QUESTION: [_asked(first), _asked(max(questions, key=lambda question: len(question.prompt)))],
        ReplyKind.RECEIPT: [notices.receipt_reply(Submission(sample_answer(first, "Count."), repeated=False))],
        ReplyKind.CARD: _cards(first, longest),
        ReplyKind.HINT: [hint_reply(first, 1), hint_reply(first, len(first.hints) + 1)],
        ReplyKind.MODEL_ANSWER: [model_answer_reply(longest)],
        ReplyKind.SELF_CHECK: [
            self_check_reply(sample_card(first, _words_of(first), estimate=True, ticked=ticked))
            for ticked in (False, True)
        ],
        ReplyKind.PROGRESS: [_progress(first), board_sample()],
        ReplyKind.HISTORY: [_history(first, longest, content)],
        ReplyKind.SCHEDULE: [_schedule()],
        ReplyKind.SUMMARY: [_summary(), *recap_samples(first, _PNG)],
        ReplyKind.SHARED: [_shared(first)],
        ReplyKind.HELP: [notices.help_reply([(command.usage, command.summary) for command in COMMANDS])],
        ReplyKind.INTERVIEW: opening_samples(content),
        ReplyKind.TURN: turn_samples(content),
        ReplyKind.NOTICE: [
            Reply(ReplyKind.NOTICE, (Text("Here is all that is kept of you."), _export())),
            *pair_samples(content),
            *word_samples(first),
        ],
        ReplyKind.WITHDRAWN: [notices.withdrawn_reply(sample_answer(first, "Count."))],
        ReplyKind.REFUSAL: [notices.refusal("refused.question.near", id="exp-many", near="`exp-many-arms`")],
    }


def _usual(content: Content) -> Question:
    questions = list(content.bank)
    return next((question for question in questions if question.id == "exp-significant-but-small"), questions[0])


def _words_of(question: Question) -> str:
    return question.answers[len(question.answers) // 2].text


def _cards(first: Question, longest: Question) -> list[Reply]:
    long_text = "\n\n".join(answer.text for answer in (*longest.answers, *longest.answers, *longest.answers))[:11_900]
    return [
        card_reply(sample_card(first, _words_of(first))),
        card_reply(sample_card(first, _words_of(first), estimate=True)),
        card_reply(sample_card(longest, long_text)),
        card_reply(sample_card(first, ATTACK)),
    ]


def _asked(question: Question) -> Reply:
    posting = Posting(id=21, group_id=1, question_id=question.id, posted_at=NOON, local_date=NOON.date())
    return question_reply(Asked(question, posting, None))


def _progress(question: Question) -> Reply:
    from bot.core.bank.vocabulary import Skill, Track
    from bot.core.progress.estimating import Estimate
    from bot.core.progress.highlights import Highlight, Highlights
    from bot.core.progress.scores import CriterionKey, CriterionScore, TrackScore
    from bot.core.progress.self_checks import OwnCount

    skills = tuple(
        SkillScore(skill, "claude" if number % 2 else "coverage", 35.0 + 12 * number, number + 1)
        for number, skill in enumerate(tuple(Skill)[:5])
    )
    tracks = tuple(TrackScore(track, "claude", 41.0 + 20 * number, 4) for number, track in enumerate(tuple(Track)[:2]))
    named = [
        Highlight(
            criterion.name,
            question.title,
            CriterionScore(
                CriterionKey(question.id, criterion.id),
                "claude",
                level,
                1,
                Estimate(level, level - 20, level + 18, level),
            ),
        )
        for criterion, level in zip(question.rubric[:2], (31.0, 74.0), strict=True)
    ]
    progress = Progress(
        Streak(9, 12, True, False, freezes=1, frozen=(NOON.date() - timedelta(days=3),)),
        answers=31,
        questions=28,
        waiting=1,
        skills=skills,
        tracks=tracks,
        own_counts=(OwnCount("coverage", 4, 62.0, 48.0),),
        highlights=Highlights(tuple(named[:1]), tuple(named[1:])),
    )
    reply = progress_reply(progress, kudos=(2, 5))
    picture = Picture("progress.png", "Your answers of the last four weeks: three in each week, scores rising.", _PNG)
    return Reply(reply.kind, (*reply.parts, picture), context=reply.context)


def _history(first: Question, second: Question, content: Content) -> Reply:
    graded = sample_card(first, _words_of(first)).graded
    estimated = sample_card(second, _words_of(second), estimate=True).graded
    waiting = GradedAnswer(sample_answer(first, "Count.", answer_id=1234), None)
    return history_reply([waiting, graded, estimated], content.bank)


def _schedule() -> Reply:
    rows = (("Mon", "09:00"), ("Tue", "09:00"), ("Thu", "17:30"))
    facts = Facts((Fact("Channel", "#practice_room"), Fact("Zone", "Europe/Berlin"), Fact("Next", "Thu 17:30")))
    buttons = Buttons((Button("Change", "settings", primary=True),))
    parts = (Heading("When questions come"), facts, Rows(("Day", "Time"), rows), buttons)
    return Reply(ReplyKind.SCHEDULE, parts, private=False)


def _summary() -> Reply:
    rows = (("1", "Ada", "112"), ("2", "李雷", "96"), ("3", "*Bob_the_great*", "80"))
    parts = (
        Heading("Your week"),
        Text("**12** answers from **4** of you. The hardest criterion: *Names the decision*."),
        Rows(("#", "Name", "Points"), rows),
        Quotation("I would ask what we would do differently if it were true.", "Ada, on Monday's question"),
    )
    return Reply(ReplyKind.SUMMARY, parts, private=False)


def _shared(question: Question) -> Reply:
    card = sample_card(question, _words_of(question))
    assert card.graded.grade is not None, "a sample is graded"
    title = title_of(question, card.graded.grade.verdict)
    parts = (
        Heading(f"{MEMBER.user_name} answered: {title}"),
        Text("🟩🟧🟥🟩"),
        Text("The decision 4/4 · The numbers 2/4 · The risk 1/4 · The words 4/4", subtle=True),
        Buttons((Button("Answer", "answer", {"question": question.id, "posting_id": "21"}),)),
    )
    return Reply(ReplyKind.SHARED, parts, private=False, context={"question_id": question.id})


def _export() -> Document:
    return Document("greenroom export.json", "application/json", b'{"answers": []}\n')


def by_name(replies: Mapping[ReplyKind, list[Reply]]) -> dict[str, Reply]:
    """Samples by a name each: the kind, with a number where there are several."""
    return {
        f"{kind.value}-{number}" if len(samples) > 1 else kind.value: reply
        for kind, samples in replies.items()
        for number, reply in enumerate(samples, 1)
    }
