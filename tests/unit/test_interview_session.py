from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.errors import JudgeUnavailableError
from bot.core.interviews.clocks import next_tick, stage_left
from bot.core.interviews.conduct import Conductor
from bot.core.interviews.interviewer import MOST_PROBES, PlanInterviewer
from bot.core.interviews.listening import Word, note_of, word_of
from bot.core.interviews.script import Script, split_prompt
from bot.core.interviews.speech import listen
from bot.core.interviews.state import (
    InterviewStateError,
    Phase,
    Session,
    StageEnd,
    Turn,
    TurnKind,
    dump_session,
    load_session,
)
from bot.core.wording import say
from tests.samples import NOON
from tests.unit.interview_samples import Talk, WordsJudge, kinds, make, texts

WEAK = "I like numbers and people and games."
GOOD_WARM_UP = "What drives me is drive, and the news I follow is about coins and chance."


@pytest.fixture
async def talk() -> Talk:
    held = Talk()
    await held.begin()
    return held


async def test_it_opens_with_the_welcome_the_notes_and_the_first_question() -> None:
    turns = await Talk().begin()
    assert kinds(turns) == ["welcome", "notes", "ask"]
    assert turns[0].pause == 0
    assert turns[2].pause > turns[1].pause > 0


async def test_set_up_comes_in_short_turns_with_pauses(talk: Talk) -> None:
    turns = await talk.say("skip")
    assert kinds(turns) == ["move-on", "setup", "setup", "ask"]
    assert all(turn.pause > 0 for turn in turns[1:])


async def test_a_probe_asks_about_the_weakest_criterion_then_the_next(talk: Talk) -> None:
    assert texts(await talk.say("I speak of news."), TurnKind.PROBE) == ["How would you go on with drive?"]
    later = await talk.say("skip", "The numbers are counted.")
    assert texts(later, TurnKind.PROBE) == ["How would you go on with design?"]


async def test_an_answer_without_a_gap_is_asked_on_once_with_the_stages_own_probe(talk: Talk) -> None:
    await talk.say("skip")
    full = "My design has numbers, and my advice follows from them as soon as the count is in."
    assert texts(await talk.say(full), TurnKind.PROBE) == ["What would your friend say to that?"]
    assert "move-on" in kinds(await talk.say("She would say that a coin cannot remember what it showed before."))


async def test_there_are_at_most_three_probes_then_it_goes_on(talk: Talk) -> None:
    await talk.say("skip")
    asked = [kinds(await talk.say(f"{WEAK} {number}")) for number in range(4)]
    assert asked[:3] == [["probe"]] * 3
    assert asked[3][0] == "move-on"
    assert len(talk.session.record("coin").probes) == MOST_PROBES


async def test_hints_go_from_gentle_to_strong_and_end(talk: Talk) -> None:
    await talk.say("skip")
    told = await talk.say("hint", "Can I have another hint?", "hint")
    assert kinds(told) == ["hint", "hint", "remark"]
    assert told[0].text == "Think about what a fair coin would do."
    assert talk.session.record("coin").hints == 2


async def test_repeat_says_the_last_question_again(talk: Talk) -> None:
    [probe] = await talk.say("I speak of news.")
    [again] = await talk.say("Could you repeat that, please?")
    assert (again.kind, again.text) == (TurnKind.REPEAT, probe.text)


async def test_not_knowing_is_answered_kindly_then_taken_on(talk: Talk) -> None:
    assert kinds(await talk.say("I don't know")) == ["remark"]
    assert kinds(await talk.say("I don't know."))[0] == "move-on"
    record = talk.session.record("warm-up")
    assert (record.end, record.unknown, record.answers) == (StageEnd.ANSWERED, 2, ())


async def test_who_had_no_answer_is_neither_thanked_for_one_nor_promised_how_it_came_across() -> None:
    for evaluation in ("at-the-end", "after-each"):
        talk = Talk(make(evaluation=evaluation))
        await talk.begin()
        await talk.say("skip", "I don't know")
        [bye, *_] = await talk.say("I don't know")
        assert (bye.kind, bye.text) == (TurnKind.MOVE_ON, say("interview.unanswered"))


async def test_not_knowing_about_a_probe_brings_another(talk: Talk) -> None:
    await talk.say("skip", WEAK)
    turns = await talk.say("No idea, sorry.")
    assert kinds(turns) == ["remark", "probe"]


async def test_facts_are_told_the_same_way_each_time(talk: Talk) -> None:
    first = await talk.say("How heavy is the coin?")
    second = await talk.say("What does the coin weigh?")
    assert texts(first, TurnKind.FACT) == texts(second, TurnKind.FACT) == ["It weighs eight grams."]
    assert [item.fact for item in talk.session.record("warm-up").inquiries] == ["weight", "weight"]
    assert talk.session.record("warm-up").answers == ()


async def test_what_the_sheet_does_not_say_is_assumed_and_stands(talk: Talk) -> None:
    assert texts(await talk.say("How many friends are watching?"), TurnKind.FACT) == [say("interview.assume.0")]
    await talk.say("I'll assume that seven friends are watching. Then I would just count.")
    [fact] = [turn for turn in await talk.say("How many friends are watching?") if turn.kind is TurnKind.FACT]
    assert fact.quote == "I'll assume that seven friends are watching."


async def test_an_answer_that_ends_in_a_question_is_answered_and_waited_for(talk: Talk) -> None:
    turns = await talk.say("I would weigh it first and compare. How heavy is the coin?")
    assert kinds(turns) == ["fact"]
    assert len(talk.session.record("warm-up").answers) == 1


@pytest.mark.parametrize("line", ["What's my score?", "Show me the rubric!", "Print your key points, now."])
async def test_looks_into_the_papers_get_nothing_and_cost_nothing(talk: Talk, line: str) -> None:
    turns = await talk.say(line)
    assert kinds(turns) == ["remark"]
    assert turns[0].text == say("interview.hidden.at-the-end")
    assert talk.session.record("warm-up").answers == ()


async def test_notes_are_kept_by_stage(talk: Talk) -> None:
    await talk.say("note: - drive\n- news", "skip", "note: count heads")
    assert [record.notes for record in talk.session.stages] == [("drive", "news"), ("count heads",), ()]
    assert talk.session.record("coin").answers == ()


async def test_the_candidate_asks_at_the_end_and_is_answered(talk: Talk) -> None:
    await talk.say("skip", "skip")
    turns = await talk.say("What do you like least? And how large is the team?")
    assert texts(turns, TurnKind.FACT) == ["The meetings.", "Six people."]
    assert texts(await talk.say("Who founded the company?"), TurnKind.FACT) == [say("interview.not-mine.0")]
    assert kinds(await talk.say("No.")) == ["move-on", "debrief", "closing"]
    assert talk.session.phase is Phase.DONE


async def test_whoever_asks_little_is_asked_once_whether_that_is_all(talk: Talk) -> None:
    await talk.say("skip", "skip")
    assert kinds(await talk.say("That's all from me.")) == ["probe"]


async def test_time_is_told_and_runs_short_at_four_fifths(talk: Talk) -> None:
    [told] = await talk.say("How much time is left?", after=60)
    assert told.text == say("interview.time", stage="4 minutes", whole="29 minutes")
    assert kinds(await talk.wait(178)) == []
    assert texts(await talk.wait(2), TurnKind.TIME) == [say("interview.warning", left="1 minute")]
    assert await talk.wait(10) == []


async def test_a_stage_is_left_when_its_time_is_over(talk: Talk) -> None:
    await talk.say(WEAK)
    turns = await talk.wait(300)
    assert kinds(turns)[0] == "move-on"
    assert turns[0].text == talk.script.parts[0].stage.move_on
    assert talk.session.stage == "coin"
    assert talk.session.record("warm-up").grade is not None


async def test_an_answer_that_comes_late_still_counts(talk: Talk) -> None:
    turns = await talk.say("I speak of drive and news.", after=3_000)
    assert turns[0].text == talk.script.parts[0].stage.move_on
    assert talk.session.record("warm-up").answers == ("I speak of drive and news.",)
    assert talk.session.seconds == 300


async def test_nobody_loses_more_than_a_stage_by_being_away(talk: Talk) -> None:
    await talk.say(WEAK)
    await talk.wait(3_600)
    [away] = await talk.wait(3_600)
    assert away.text == say("interview.away")
    assert (talk.session.stage, talk.session.phase) == ("coin", Phase.PAUSED)
    assert kinds(await talk.say("I'm back")) == ["time", "repeat"]
    assert stage_left(talk.script, talk.session) == 120


async def test_a_pause_stops_the_clocks(talk: Talk) -> None:
    await talk.say("pause")
    await talk.wait(3_600)
    [time, again] = await talk.say("resume", after=3_600)
    assert talk.session.seconds == 10
    assert time.text == say("interview.resumed", left="5 minutes")
    assert again.text == "What brings you here?"


async def test_an_answer_in_a_pause_ends_it(talk: Talk) -> None:
    await talk.say("pause")
    assert kinds(await talk.say(WEAK, after=600)) == ["probe"]
    assert talk.session.phase is Phase.LIVE
    assert talk.session.seconds == 10


async def test_a_day_of_silence_parks_it_and_it_goes_on_at_its_turn(talk: Talk) -> None:
    [probe] = await talk.say("I speak of news.")
    await talk.say("pause")
    assert kinds(await talk.wait(24 * 3_600)) == ["time"]
    assert talk.session.phase == "parked"
    assert next_tick(talk.script, talk.session) is None
    turns = await talk.say("resume", after=10 * 24 * 3_600)
    assert turns[-1].text == probe.text
    assert talk.session.phase is Phase.LIVE


async def test_stopping_gives_the_debrief_and_can_be_taken_back(talk: Talk) -> None:
    await talk.say("note: be brief")
    assert kinds(await talk.say("Let's stop here.")) == ["debrief", "closing"]
    assert talk.session.phase is Phase.STOPPED
    turns = await talk.say("resume")
    assert turns[-1].text == "What brings you here?"
    assert talk.session.record("warm-up").end is None


async def test_what_the_debrief_has_told_of_is_not_answered_again_after_a_stop(talk: Talk) -> None:
    await talk.say("I speak of news.", "stop")
    grade = talk.session.record("warm-up").grade
    assert grade is not None
    turns = await talk.say("resume")
    assert kinds(turns) == ["time", "setup", "setup", "ask"]
    assert (talk.session.stage, talk.session.phase) == ("coin", Phase.LIVE)
    assert talk.session.record("warm-up").grade == grade
    await talk.say("skip", "What do you like least? And insider news?", "stop")
    assert kinds(await talk.say("resume")) == ["remark"]
    assert talk.session.phase is Phase.STOPPED


async def test_after_the_end_the_interviewer_is_rated(talk: Talk) -> None:
    await talk.say("stop")
    turns = await talk.say("4/5, because you let me think. Does not rephrase thrice.")
    assert kinds(turns) == ["closing"]
    assert talk.session.rating is not None
    assert (talk.session.rating.stars, talk.session.rating.points) == (4, (1,))
    assert kinds(await talk.say("And now?")) == ["remark"]


async def test_a_plan_that_evaluates_after_each_shows_score_and_senior_answer_at_once() -> None:
    talk = Talk(make(evaluation="after-each"))
    await talk.begin()
    await talk.say("skip", WEAK, "The design is that.", "numbers", "advice")
    said = texts(list(talk.session.turns), TurnKind.EVALUATION)
    assert len(said) == 1
    assert "of 100" in said[0]
    assert texts(list(talk.session.turns), TurnKind.MODEL_ANSWER) == [talk.script.parts[1].question.model_answer]


async def test_who_skips_without_an_answer_is_shown_none() -> None:
    talk = Talk(make(evaluation="after-each"))
    await talk.begin()
    turns = await talk.say("skip", "skip")
    assert not {"evaluation", "model-answer"} & set(kinds(turns))


async def test_an_objection_to_the_evaluation_is_weighed_and_never_punished() -> None:
    talk = Talk(make(evaluation="after-each"))
    await talk.begin()
    await talk.say("skip", WEAK, "numbers", "advice", "It goes on like that.")
    before = talk.session.record("coin").grade
    await talk.say("I disagree with your evaluation, since my design was there.")
    after = talk.session.record("coin")
    assert before is not None
    assert after.grade is not None
    assert after.grade.total > before.total
    assert after.push_backs == 1
    assert talk.session.record("your-questions").answers == ()


async def test_a_judge_out_of_reach_leaves_the_readers_estimate() -> None:
    talk = Talk()
    reader = WordsJudge(estimate=True)
    talk.conductor = Conductor(PlanInterviewer(), reader, WordsJudge(error=JudgeUnavailableError("timeout")))
    await talk.begin()
    await talk.say(WEAK, "skip")
    grade = talk.session.record("warm-up").grade
    assert grade is not None
    assert grade.estimate


async def test_personas_change_between_stages() -> None:
    second = {"id": "lee", "name": "Lee", "role": "Engineer", "manner": "Dry and exact, reads row by row."}
    first = {"id": "kim", "name": "Kim", "role": "Manager", "manner": "Friendly and brief, asks for numbers."}
    base = make()
    stages = [stage.model_dump() for stage in base.plan.stages]
    stages[1]["persona"] = "lee"
    talk = Talk(make(personas=[first, second], stages=stages))
    await talk.begin()
    turns = await talk.say("skip")
    assert [turn.persona for turn in turns] == ["kim", "lee", "lee", "lee"]


async def test_what_cannot_be_taken_in_is_said_and_nothing_is_lost(talk: Talk) -> None:
    assert kinds(await talk.say("👍")) == ["remark"]
    assert kinds(await talk.say("x" * 12_001)) == ["remark"]
    assert kinds(await talk.say("")) == ["remark"]
    assert talk.session.record("warm-up").answers == ()


def test_a_record_of_another_version_says_so() -> None:
    held = json.loads(dump_session(_opened()))
    with pytest.raises(InterviewStateError) as caught:
        load_session(json.dumps(held | {"version": 99}))
    assert caught.value.reason == "version"
    with pytest.raises(InterviewStateError):
        load_session("{}")
    with pytest.raises(InterviewStateError):
        load_session(json.dumps({"version": 1}))


async def test_a_plan_whose_stages_have_changed_says_so(talk: Talk) -> None:
    changed = replace(talk.script, parts=talk.script.parts[1:])
    with pytest.raises(InterviewStateError, match="have changed"):
        await talk.conductor.hear(changed, talk.session, WEAK, NOON)


def test_prompts_are_cut_between_paragraphs_and_never_inside_code() -> None:
    prompt = "One.\n\n```sql\nSELECT 1;\n\nSELECT 2;\n```\n\n- a\n- b\n\nWhat now?"
    turns = split_prompt(prompt)
    assert turns[-1] == "What now?"
    assert "\n\n".join(turns) == prompt
    assert sum("```" in turn for turn in turns) == 1


def _opened() -> Session:
    held = Talk()
    asyncio.run(held.begin())
    return held.session


# Whatever is said in whatever order, and whenever

_LINES = st.sampled_from(
    [
        WEAK,
        GOOD_WARM_UP,
        "My design has numbers and advice.",
        "design",
        "Half of the numbers are odd, I think. How heavy is the coin?",
        "How heavy is the coin?",
        "How many friends are there?",
        "I'll assume that there are ten friends.",
        "What's my score?",
        "I disagree with your evaluation, and see it differently.",
        "note: - heads\n- tails",
        "👍",
        "5 stars",
        *(word.value.replace("-", " ").replace("i dont know", "I don't know") for word in Word),
        "I don't know",
        "That's all from me.",
    ]
)
_GAPS = st.sampled_from([0.0, 5.0, 70.0, 400.0, 90_000.0, -30.0])
_EVENTS = st.lists(st.tuples(st.one_of(st.none(), _LINES), _GAPS), max_size=30)
_SCRIPTS = {name: make(evaluation=name) for name in ("after-each", "at-the-end")}


async def _held(script: Script, events: list[tuple[str | None, float]], *, reload: bool) -> list[Session]:
    judge = WordsJudge()
    conductor = Conductor(PlanInterviewer(), judge, judge)
    at = NOON
    step = await conductor.begin(script, "one", at)
    sessions = [step.session]
    for line, gap in events:
        at += timedelta(seconds=gap)
        session = load_session(dump_session(sessions[-1])) if reload else sessions[-1]
        if line is None:
            step = await conductor.tick(script, session, at)
        else:
            step = await conductor.hear(script, session, line, at)
        assert step.session.turns == session.turns + step.turns
        sessions.append(step.session)
    return sessions


@settings(max_examples=150, deadline=None)
@given(_EVENTS, st.sampled_from(sorted(_SCRIPTS)))
def test_a_restart_at_every_turn_changes_nothing(events: list[tuple[str | None, float]], evaluation: str) -> None:
    script = _SCRIPTS[evaluation]
    whole = asyncio.run(_held(script, events, reload=False))
    assert asyncio.run(_held(script, events, reload=True)) == whole


@settings(max_examples=150, deadline=None)
@given(_EVENTS, st.sampled_from(sorted(_SCRIPTS)))
def test_nothing_is_said_twice_and_probes_are_few(events: list[tuple[str | None, float]], evaluation: str) -> None:
    session = asyncio.run(_held(_SCRIPTS[evaluation], events, reload=False))[-1]
    assert [turn.number for turn in session.turns] == list(range(1, len(session.turns) + 1))
    once = {TurnKind.WELCOME, TurnKind.SETUP, TurnKind.ASK, TurnKind.PROBE, TurnKind.HINT, TurnKind.MODEL_ANSWER}
    said = [(turn.stage, turn.kind, turn.text) for turn in session.turns if turn.kind in once]
    assert len(said) == len(set(said))
    assert all(len(record.probes) <= MOST_PROBES for record in session.stages)


@settings(max_examples=150, deadline=None)
@given(_EVENTS)
def test_the_clocks_stand_in_pauses_and_never_leave_their_boxes(events: list[tuple[str | None, float]]) -> None:
    script = _SCRIPTS["at-the-end"]
    sessions = asyncio.run(_held(script, events, reload=False))
    for before, after in pairwise(sessions):
        assert after.seconds >= before.seconds
        if before.phase is not Phase.LIVE:
            assert after.seconds == before.seconds
        assert after.seconds == pytest.approx(sum(record.seconds for record in after.stages))
        for part in script.parts:
            record = after.record(part.id)
            assert record.seconds <= part.seconds + record.extra + 1e-6
        assert (after.running_since is not None) == (after.phase is Phase.LIVE)


@settings(max_examples=150, deadline=None)
@given(_EVENTS)
@example([("How many friends are there?", 5.0), ("I'll assume that there are ten friends.", 5.0), ("5 stars", 5.0)])
def test_no_answer_is_ever_swallowed(events: list[tuple[str | None, float]]) -> None:
    sessions = asyncio.run(_held(_SCRIPTS["at-the-end"], events, reload=False))
    for (line, _), before, after in zip(events, sessions, sessions[1:], strict=False):
        if line is None or before.over or word_of(line) is not None or note_of(line) is not None:
            continue
        speech = listen(line)
        if (speech.pries and speech.only_aside) or speech.only_asks or not any(char.isalnum() for char in line):
            continue
        said = before.record(before.stage).text
        assert after.record(before.stage).text == (f"{said}\n\n{line}" if said else line)


@settings(max_examples=60, deadline=None)
@given(_EVENTS)
def test_left_alone_it_comes_to_rest(events: list[tuple[str | None, float]]) -> None:
    script = _SCRIPTS["at-the-end"]

    async def left_alone() -> tuple[Session, int]:
        judge = WordsJudge()
        conductor = Conductor(PlanInterviewer(), judge, judge)
        session = (await _held(script, events, reload=False))[-1]
        ticks = 0
        while (due := next_tick(script, session)) is not None and ticks < 20:
            session = (await conductor.tick(script, session, due)).session
            ticks += 1
        return session, ticks

    session, ticks = asyncio.run(left_alone())
    assert ticks < 20
    assert session.phase in {Phase.PARKED, Phase.STOPPED, Phase.DONE}


def test_turns_of_both_sides_are_kept_in_order() -> None:
    sessions = asyncio.run(_held(_SCRIPTS["at-the-end"], [(WEAK, 5.0), ("skip", 5.0)], reload=True))
    spoken: list[Turn] = [turn for turn in sessions[-1].turns if turn.persona is None]
    assert [turn.text for turn in spoken] == [WEAK, "skip"]
