"""What an interviewer says to one thing, in a stage of a built-in plan: what was asked for, and nothing beside it."""

from __future__ import annotations

import pytest

from bot.core.interviews.script import make_script
from bot.core.interviews.state import Phase, TurnKind
from bot.core.wording import say
from tests.unit.interview_samples import Talk, kinds, texts
from tests.unit.test_interview_candidates import content

STAGES = ("warm-up", "harm", "features", "dataset", "labels", "implementation", "your-questions")

REMARKS: tuple[tuple[str, str, str], ...] = (
    ("harm", "Roughly how many bots is that in absolute terms?", "interview.sums"),
    ("harm", "Harm to whom?", "interview.yours"),
    ("harm", "what about a survey", "interview.choice"),
    ("harm", "Would a survey be an option?", "interview.choice"),
    ("harm", "is it only in the US", "interview.assume.0"),
    ("harm", "are the 12% active", "interview.assume.0"),
    ("dataset", "what's wrong with numbering", "interview.choice"),
    ("implementation", "Can we use a cascade?", "interview.choice"),
    ("your-questions", "what would you change if you were the CEO", "interview.not-mine.0"),
    ("implementation", "Is accuracy bad because it's imbalanced?", "interview.choice"),
    ("harm", "So 12% of 80 million would be 9.6 million, correct?", "interview.sums.on"),
    ("labels", "So that's 15,000 labels?", "interview.sums.on"),
    ("features", "what do you mean by signals?", "interview.meaning"),
    ("features", "What is meant by a signal here?", "interview.meaning"),
    ("features", "I have no clue about propaganda accounts", "interview.unknown"),
    ("features", "Sorry, I don't know how to compute any of that.", "interview.unknown"),
    ("features", "Could you give me an example?", "interview.off.example"),
    ("features", "This is so hard!", "interview.off.strain"),
    ("features", "The links, I'd say, and the hours. What would you do?", "interview.off.turned"),
    ("labels", "The rule is bad, I'd say. What else do you want from me?", "interview.hidden.at-the-end"),
    ("labels", "I'm right about that, am I not?", "interview.verdict"),
    ("labels", "I disagree that this is a data science question.", "interview.push-back.why"),
    ("implementation", "I don't buy that the vendor is right.", "interview.why"),
    ("your-questions", "Are you a bot?", "interview.machine"),
    ("your-questions", "What's the price of a view?", "interview.not-mine.0"),
    ("implementation", "https://example.org/my-answer", "interview.refused.no-words"),
)
FACTS: tuple[tuple[str, str, str], ...] = (
    ("dataset", "What time zone?", "table-times"),
    ("dataset", "is there missing data", "table-quality"),
    ("implementation", "What's the precision of the model?", "his-figures"),
    ("your-questions", "Salary?", "pay-and-next"),
    ("your-questions", "Hours?", "on-call"),
    ("your-questions", "uh what would I be doing in the first months?", "first-six-months"),
    ("your-questions", "What would you want me to have finished by the end of six months?", "first-six-months"),
    ("your-questions", "How many people are on your team?", "team"),
)


async def at(stage: str) -> Talk:
    """A candidate in a stage that has just begun."""
    talk = Talk(make_script(content(), "glitter-bots"))
    await talk.begin()
    for _ in range(STAGES.index(stage)):
        await talk.say("skip")
    assert talk.session.stage == stage
    return talk


@pytest.mark.parametrize(("stage", "line", "key"), REMARKS)
async def test_what_asks_for_no_fact_is_met_with_one_remark_and_spends_no_follow_up(
    stage: str, line: str, key: str
) -> None:
    talk = await at(stage)
    said = await talk.say(line)
    unknown = key.startswith(("interview.not-mine", "interview.assume"))
    assert [turn.about for turn in said if turn.kind is TurnKind.FACT] == [""] * unknown
    assert [turn.text for turn in said][:1] == [say(key, name="Noor", left="12,000")]
    assert talk.session.stage == stage
    assert len(talk.session.open_stage.probes) <= (key == "interview.hidden.at-the-end")


@pytest.mark.parametrize(("stage", "line", "fact"), FACTS)
async def test_a_question_is_answered_from_the_sheet_with_the_one_fact(stage: str, line: str, fact: str) -> None:
    talk = await at(stage)
    said = await talk.say(line)
    assert [(turn.kind, turn.about) for turn in said] == [(TurnKind.FACT, fact)]


async def test_a_question_for_a_figure_is_not_served_by_a_fact_without_one() -> None:
    talk = await at("dataset")
    [said] = await talk.say("How many of the labelled ones are bots?")
    assert said.text == say("interview.as-said", said="200,000 accounts have been labelled; 4% of them are bots.")
    [said] = await talk.say("What are the number of countries and devices?")
    assert "190 countries and 6 device types" in said.text


@pytest.mark.parametrize("line", ["is the 30% of replies or of accounts", "What does the 1.5% refer to?"])
async def test_who_asks_what_a_figure_is_of_hears_the_sentence_that_it_was_in(line: str) -> None:
    talk = await at("harm")
    [said] = await talk.say(line)
    assert said.kind is TurnKind.REPEAT
    assert "30% of the first ten replies" in said.text


async def test_an_unsure_answer_asks_for_no_fact_that_it_happens_to_share_a_word_with() -> None:
    talk = await at("dataset")
    assert kinds(await talk.say("One row per account?")) == ["probe"]
    assert talk.session.open_stage.answers == ("One row per account?",)


async def test_not_knowing_a_thing_is_honest_and_no_evidence() -> None:
    talk = await at("features")
    await talk.say("I'd look at links and hours.", "I have no clue about propaganda accounts")
    record = talk.session.open_stage
    assert record.answers == ("I'd look at links and hours.",)
    assert record.unknown == 1


async def test_what_a_candidate_assumed_is_quoted_when_they_ask_what_it_was() -> None:
    talk = await at("features")
    await talk.say("I'd assume people take a minute to reply.", "The links matter most.")
    [said] = await talk.say("What did I assume for the delay of a reply?")
    assert said.quote == "I'd assume people take a minute to reply."


async def test_an_interviewer_who_cannot_answer_says_so_in_other_words_each_time() -> None:
    talk = await at("your-questions")
    asked = ["Is there a piano?", "What does the team argue about?", "Do you eat together?"]
    told = [texts(await talk.say(question), TurnKind.FACT) for question in asked]
    assert told == [[say(f"interview.not-mine.{place}")] for place in range(3)]


@pytest.mark.parametrize(
    ("line", "acknowledged"),
    [
        ("I would challenge the 98.8%: always saying person gives 98%, so it tells us nothing.", False),
        ("I don't agree with the colleague, because 35 of 100 flagged accounts would be people.", False),
        ("I disagree with you there, because nobody asked the reviewers what they saw.", True),
        ("I see it differently: the load is small, since most replies come from few accounts.", True),
    ],
)
async def test_only_who_contradicts_the_interviewer_hears_that_they_see_it_differently(
    line: str, *, acknowledged: bool
) -> None:
    talk = await at("implementation")
    said = texts(await talk.say(line), TurnKind.REMARK)
    assert (say("interview.push-back") in said) is acknowledged
    assert talk.session.open_stage.push_backs == 1


@pytest.mark.parametrize("line", ["Stop it.", "Cancel it", "ok, stop that", "close it!"])
async def test_stop_it_may_answer_a_question_about_something_that_runs(line: str) -> None:
    talk = await at("implementation")
    assert [turn.text for turn in await talk.say(line)] == [say("interview.stop.which")]
    assert not talk.session.over
    assert talk.session.open_stage.answers == ()
    await talk.say(line)
    assert talk.session.over


@pytest.mark.parametrize("line", ["stop", "please stop here", "Stop it, please.", "Stop the interview", "I quit"])
async def test_what_can_mean_only_the_interview_stops_it(line: str) -> None:
    talk = await at("implementation")
    await talk.say(line)
    assert talk.session.phase is Phase.STOPPED


async def test_stop_it_stops_where_nothing_runs_that_could_be_meant() -> None:
    talk = await at("warm-up")
    await talk.say("Stop it.")
    assert talk.session.phase is Phase.STOPPED


async def test_i_would_stop_it_with_a_reason_is_an_answer() -> None:
    talk = await at("implementation")
    await talk.say("I would stop it, because a third of the flagged accounts are people.")
    assert talk.session.phase is Phase.LIVE
    assert len(talk.session.open_stage.answers) == 1
