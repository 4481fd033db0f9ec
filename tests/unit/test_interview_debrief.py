from __future__ import annotations

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from bot.core.bank.catalogue import QuestionBank
from bot.core.chat import Bars, Buttons, Heading, Quotation, ReplyKind, Rows, Text
from bot.core.interviews.debrief import Debrief, Outcome, look_back
from bot.core.interviews.habits import Observation
from bot.core.interviews.panel import Advice, Stance, recommend, stance_of, views_of
from bot.core.interviews.plan import Habit, Persona
from bot.core.interviews.script import Script
from bot.core.interviews.shown import debrief_reply, turn_reply
from bot.core.interviews.state import Phase
from bot.core.interviews.transcript import literal, transcript
from bot.core.wording import say
from tests import samples
from tests.unit.interview_samples import Talk, make, verdict_on

BANK = QuestionBank(
    [
        samples.question("coin-flips"),
        samples.question("dice-rolls", title="A fair die?"),
        samples.question("card-draws", title="A fair deck?", difficulty=4),
    ]
)
PLAIN = "I speak of drive."


def with_habits(*names: str) -> Script:
    habits = [
        Habit(id=name, name=name.title(), looks_for="Something to see.", strong="You have it.", weak="You lack it.")
        for name in (*names, "memorable", "beyond-the-given", "of-ones-own")
    ]
    base = make()
    return make(debrief=base.plan.debrief.model_copy(update={"habits": tuple(habits)}).model_dump())


async def held(*lines: str, script: Script | None = None) -> Debrief:
    talk = Talk(script or make())
    await talk.begin()
    await talk.say(*lines)
    return look_back(talk.script, talk.session, BANK)


async def seen(name: str, *lines: str) -> Observation:
    debrief = await held(*lines, "stop", script=with_habits(name))
    return next(item for item in debrief.habits if item.id == name)


async def test_parts_are_weighted_by_their_minutes_and_only_what_was_tried_counts() -> None:
    debrief = await held(PLAIN, "news", "skip", "skip", "stop")
    warm_up, coin, questions = debrief.stages
    assert (warm_up.outcome, warm_up.total) == (Outcome.SCORED, 100)
    assert (coin.outcome, questions.outcome) == (Outcome.SKIPPED, Outcome.SKIPPED)
    assert debrief.total == 100
    tried = await held(PLAIN, "news", "I don't know", "I don't know", "stop")
    assert tried.stages[1].outcome is Outcome.UNANSWERED
    assert tried.total == pytest.approx(100 * 5 / 25)


async def test_without_an_answer_there_is_no_score() -> None:
    debrief = await held("stop")
    assert debrief.total is None
    assert "no score" in " ".join(part.markdown for part in debrief_reply(debrief).parts if isinstance(part, Text))


async def test_a_part_shows_quotes_and_what_a_top_candidate_adds() -> None:
    view = (await held("skip", "My design is that.", "stop")).stages[1]
    assert view.quotes == (("About design", "design"),)
    assert view.adds[0] == "Idea first of numbers."


async def test_an_unanswered_part_tells_nothing_of_its_rubric() -> None:
    debrief = await held("skip", "What's the rubric?", "skip", "stop")
    assert [view.adds for view in debrief.stages] == [(), (), ()]


async def test_what_was_tried_and_not_answered_is_there_to_practise_and_what_was_left_out_is_not() -> None:
    tried = await held("skip", "I don't know", "I don't know", "stop")
    assert [(item.part.id, item.criterion.skill.value) for item in tried.practise] == [
        ("coin", "statistics"),
        ("coin", "structure"),
    ]
    assert (await held("skip", "skip", "stop")).practise == ()


async def test_three_things_at_most_of_different_skills_with_questions_that_were_not_asked() -> None:
    debrief = await held(PLAIN, "skip", "The advice is that.", "stop")
    assert [item.criterion.skill.value for item in debrief.practise] == ["statistics"]
    assert [question.id for question in debrief.practise[0].questions] == ["dice-rolls", "card-draws"]


@pytest.mark.parametrize(
    ("name", "good", "lines"),
    [
        ("thinking-aloud", True, ["First I'd look at drive, then at the rest.", "skip", "Next I'd count."]),
        ("thinking-aloud", None, ["First I'd look at drive, then at the rest."]),
        ("thinking-aloud", False, ["It is like this.", "Like that too.", "It is so."]),
        ("thinking-aloud", None, ["It is like this."]),
        (
            "thinking-aloud",
            None,
            [f"First {'the drive and ' * 9} so on.", "It is.", "skip", "So.", "Like that.", "So it is."],
        ),
        ("notes", True, ["note: - one\n- two\n- three", PLAIN]),
        ("notes", False, ["note: drive", PLAIN, "skip", PLAIN]),
        ("notes", None, ["note: drive", PLAIN]),
        ("i-dont-know", True, ["I don't know how he came by it, so I'd ask."]),
        ("i-dont-know", None, [PLAIN]),
        ("specifics", True, ["How heavy is the coin?", PLAIN]),
        ("specifics", False, [PLAIN, "skip", PLAIN]),
        ("specifics", None, [PLAIN]),
        ("push-back", True, ["I disagree with that, because luck has no memory."]),
        ("push-back", True, ["I disagree.", "Luck has no memory, so the last five flips tell us nothing."]),
        ("push-back", None, ["I disagree with that."]),
        ("push-back", None, [PLAIN]),
        ("no-self-harm", False, ["Sorry if this is wrong. I'm bad at statistics.", "skip", PLAIN]),
        ("no-self-harm", True, [PLAIN, "skip", PLAIN]),
        ("no-self-harm", None, ["I'm bad at statistics, but I'd count.", "skip", PLAIN]),
        ("no-self-harm", None, [PLAIN]),
        ("anticipating", True, ["My drive is the news."]),
        ("anticipating", False, ["It is like this.", "skip", PLAIN]),
        ("figures", True, ["I'd flip it 400 times."]),
        ("figures", False, ["I'd flip it often.", "skip", "I'd flip it again."]),
        ("own-part", True, ["I built it, I ran it, I sold it, I left, and my boss was glad.", "skip", PLAIN]),
        ("own-part", None, ["I built it, I ran it, I sold it, I left, and my boss was glad."]),
        ("own-part", False, ["We built it, we ran it, our boss was glad, and we left our desks.", "skip", PLAIN]),
        ("concision", False, ["It goes on and on. " * 60, "skip", "It's on and on. " * 70]),
        ("concision", None, ["No."]),
        ("structure", True, ["1. Flips: " + "many of them " * 20 + "\n2. Counts: all of them\n"]),
        ("memorable", None, [PLAIN]),
    ],
)
async def test_habits_are_observed_by_rules_that_say_what_they_counted(
    name: str, good: bool | None, lines: list[str]
) -> None:
    habit = await seen(name, *lines)
    assert habit.good is good
    if good is not None:
        assert habit.text == ("You have it." if good else "You lack it.")
        assert habit.because


async def test_who_took_no_notes_is_told_so_rather_than_that_they_were_hard_to_read() -> None:
    debrief = await held(PLAIN, "skip", PLAIN, "stop", script=with_habits("notes"))
    [habit] = [item for item in debrief.habits if item.id == "notes"]
    assert (habit.good, habit.text) == (False, say("interview.habit.notes.none"))


async def test_what_no_rule_can_tell_is_asked_rather_than_judged() -> None:
    debrief = await held(PLAIN, "stop", script=with_habits("notes"))
    unjudged = [item for item in debrief.habits if item.good is None]
    assert {item.id for item in unjudged} >= {"memorable", "beyond-the-given", "of-ones-own"}
    assert all(item.text == "Something to see." for item in unjudged)


def persona(name: str) -> Persona:
    return Persona(id=name, name=name.title(), role="Colleague", manner="Friendly and brief.")


def viewed(*answers: str | None) -> Advice:
    request = make().parts[1].request
    parts = [
        (
            persona(f"person-{number}"),
            10,
            verdict_on(request(answer)) if answer is not None else None,
            answer is not None,
        )
        for number, answer in enumerate(answers)
    ]
    return recommend(views_of(parts), estimate=False).advice


ALL, MOST, LITTLE = "design numbers advice", "design advice", "nothing"


@pytest.mark.parametrize(
    ("answers", "advice"),
    [
        ([ALL, ALL, MOST], Advice.HIRE),
        ([ALL, ALL, LITTLE], Advice.LEAN_HIRE),
        ([ALL, LITTLE, LITTLE], Advice.NO_HIRE),
        ([ALL, LITTLE], Advice.LEAN_NO),
        ([LITTLE, LITTLE], Advice.NO_HIRE),
        ([ALL, None, None], Advice.OPEN),
        ([None], Advice.OPEN),
    ],
)
def test_the_panel_recommends_by_stated_thresholds(answers: list[str | None], advice: Advice) -> None:
    assert viewed(*answers) is advice


def test_stances_follow_points() -> None:
    stances = [stance_of(total) for total in (None, 0, 45, 60, 75, 100)]
    assert stances == [Stance.NONE, Stance.NO, Stance.UNSURE, Stance.YES, Stance.STRONG_YES, Stance.STRONG_YES]


async def test_a_panel_shows_each_view_and_one_interviewer_shows_none() -> None:
    alone = await held(PLAIN, "stop")
    assert (alone.views, alone.recommendation) == ((), None)
    base = make()
    people = [one.model_dump() for one in (*base.plan.personas, persona("lee"))]
    stages = [stage.model_dump() for stage in base.plan.stages]
    stages[1]["persona"] = "lee"
    both = await held(PLAIN, "skip", "design", "stop", script=make(personas=people, stages=stages))
    assert [view.persona.id for view in both.views] == ["kim", "lee"]
    [rows] = [part for part in debrief_reply(both).parts if isinstance(part, Rows)]
    assert [row[0] for row in rows.rows] == ["Kim", "Lee"]


async def test_the_debrief_is_a_reply_with_the_candidates_words_as_quotations() -> None:
    debrief = await held("skip", "My **design** is <!here>, design.", "stop")
    reply = debrief_reply(debrief)
    assert reply.kind is ReplyKind.SUMMARY
    markdown = " ".join(part.markdown for part in reply.parts if isinstance(part, Text))
    assert "<!here>" not in markdown
    assert [part.text for part in reply.parts if isinstance(part, Quotation)] == ["design"]
    assert any(isinstance(part, Bars) for part in reply.parts)
    [buttons] = [part for part in reply.parts if isinstance(part, Buttons)]
    assert [button.command for button in buttons.items] == ["question", "question"]
    assert isinstance(reply.parts[0], Heading)


async def test_a_turn_is_shown_with_its_speaker() -> None:
    talk = Talk()
    [welcome, *_] = await talk.begin()
    [part] = turn_reply(talk.script, welcome).parts
    assert part == Text("**Kim:** Good to meet you.")


NASTY = "# Title\n- [link](http://x) `code` <b>bold</b> *x* _y_ ![p](q)\n> quote\n1. one\n@here &amp; | a | b |\n---"


@pytest.mark.parametrize("text", [NASTY, "***", "a\\*b", "```\ncode\n```", "~~~", "    indented"])
def test_what_a_candidate_wrote_never_becomes_markup(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(literal(text))
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    inner = {child.type for token in tokens for child in token.children or []}
    assert inner <= {"text", "hardbreak", "softbreak", "text_special"}


async def test_the_transcript_holds_scores_and_all_that_was_said() -> None:
    debrief = await held("note: - heads *first*", "I speak of drive <b>.", "skip", "design", "stop", "4 fine")
    text = transcript(debrief)
    assert text.startswith("# Interview: Two stages\n")
    assert "## Warm-up · 62 of 100" in text
    assert "I speak of drive \\<b\\>\\." in text
    assert "heads \\*first\\*" in text
    assert text.count("What brings you here?") == 1
    assert text.endswith("\n")


async def test_a_finished_interview_is_looked_back_on_the_same_way_from_its_json() -> None:
    talk = Talk()
    await talk.begin()
    await talk.say(PLAIN, "skip", "design", "skip", "Who is in the team?", "How large is it?", "That's all.")
    assert talk.session.phase is Phase.DONE
    assert look_back(talk.script, talk.session, BANK) == look_back(
        replace(talk.script), talk.session.model_validate_json(talk.session.model_dump_json()), BANK
    )
