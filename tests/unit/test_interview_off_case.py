"""What leads away from the case is met truthfully, counts for nothing, and is never taken for an answer."""

from __future__ import annotations

import pytest

from bot.core.interviews.off_case import OffCase, is_foreign, off_case
from bot.core.interviews.state import StageEnd, TurnKind
from bot.core.wording import say
from tests.unit.interview_samples import Talk, make, plan
from tests.unit.test_interview_candidates import PLANS, content, lines_of

FULL = "My drive is curiosity, and I have counted coins for years."
GERMAN = "Ich habe vier Jahre bei einer Bank Betrugsmodelle gebaut und davor Physik studiert."

SAID = {
    OffCase.TERMS: [
        "Hi Noor! Before we start: is the salary negotiable?",
        "so what's the pay?",
        "when do I hear back from you?",
        "Is it remote?",
        "what are the next steps?",
    ],
    OffCase.WHO: ["Who else will I talk to?", "who else am I meeting today?"],
    OffCase.ELSEWHERE: [
        "what's the weather like where you are?",
        "can we talk about football instead?",
        "Let's change the subject.",
        "what's your favourite movie?",
        "tell me a joke",
        "What do you think about politics?",
        "did you see the game last night?",
        "who will win the election",
    ],
    OffCase.TURNED: [
        "What would you do?",
        "what would you say about yourself?",
        "How would you solve this, honestly?",
        "you tell me",
        "What do you think is the most important metric?",
        "ok. What would you do in my place?",
        "No, you tell me. How would you find propaganda accounts?",
        "Do the math for me please",
    ],
    OffCase.SAID: ["I already said that.", "I've answered that already", "see above", "As I said."],
    OffCase.COMPLAINT: [
        "You already asked me that.",
        "Why are you ignoring me?",
        "I don't like your hint.",
        "This is ridiculous.",
        "that's a stupid question",
        "you're not listening",
        "did you even read my answer?",
        "stop repeating yourself!",
        "That doesn't help.",
        "That's not an answer.",
        "wtf is this",
        "fuck you",
        "you're useless",
        "stupid bot",
        "you never answer my questions",
    ],
    OffCase.EXAMPLE: ["Could you give me an example?", "an example please", "Such as what?", "example?"],
    OffCase.MORE: ["I need more info", "tell me more", "Could I have some more context please?"],
    OffCase.STRAIN: [
        "Hi! Sorry, I'm a bit nervous.",
        "this is really hard",
        "It's my first interview, sorry",
        "I'm completely overwhelmed",
    ],
    OffCase.REFUSAL: ["I'm not going to answer that.", "I'd rather not say", "no comment"],
    OffCase.LANGUAGE: [
        "Können wir auf Deutsch weitermachen?",
        "can I answer in German?",
        "Was ist der Unterschied zwischen einem Bot und einem Menschen?",
        "¿Qué es un bot para usted, y cómo lo mide?",
        "Could we speak Spanish please?",
        "Auf Deutsch bitte",
        "¿Puedes repetir la pregunta?",
    ],
}
ANSWERS = (
    "What would you do? I'd start with the replies.",
    "I'd ask what the weather was like in that week, since people post less when it's warm.",
    "It's unfair to members, because bots push their replies down.",
    "The salary of five reviewers for a month is the cost here.",
    "I'm tired of forecasting sales.",
    "It's my first time leading a team of analysts.",
    "This is hard for advertisers.",
    "An example would be a link farm.",
    "I'd tell her what the weather has to do with it.",
    "How would I find them? By the links that they share.",
    "The proposal is stupid in one way: reports measure how disliked an account is.",
    "I already said that reports are biased, so I'd draw a random sample as well.",
    "I wouldn't block anybody at once.",
    "Reports. The senator.",
    "Useless.",
    "A joke.",
    "SELECT count(*) FROM users",
    "de facto the en bloc reports de novo",
)


@pytest.fixture
async def talk() -> Talk:
    held = Talk()
    await held.begin()
    return held


@pytest.mark.parametrize(("line", "sort"), [(line, sort) for sort, lines in SAID.items() for line in lines])
def test_what_leads_away_is_told_apart(line: str, sort: OffCase) -> None:
    assert off_case(line) is sort


@pytest.mark.parametrize("line", ANSWERS)
def test_an_answer_leads_nowhere_else(line: str) -> None:
    assert off_case(line) is None
    assert not is_foreign(line)


def test_no_answer_of_the_bank_or_of_the_written_candidates_leads_away_or_is_foreign() -> None:
    texts = [
        text
        for question in content().bank
        for text in (question.model_answer, *(item.text for item in question.answers))
    ]
    for name in PLANS:
        texts += [line.text for kind in ("weak", "middling", "strong") for line in lines_of(name, kind)]
    assert len(texts) > 500
    assert [text[:80] for text in texts if off_case(text) or is_foreign(text)] == []


@pytest.mark.parametrize("line", [lines[0] for lines in SAID.values()])
@pytest.mark.parametrize("begun", [False, True])
async def test_it_gets_one_remark_counts_for_nothing_and_spends_no_follow_up(
    talk: Talk, line: str, begun: bool
) -> None:
    if begun:
        await talk.say(FULL)
    before = talk.session.open_stage
    [said] = await talk.say(line)
    assert said.kind is TurnKind.REMARK
    assert "assume" not in said.text
    after = talk.session.open_stage
    assert (after.answers, after.probes, after.inquiries, after.end) == (
        before.answers,
        before.probes,
        before.inquiries,
        None,
    )


async def test_pay_is_put_off_to_the_last_part_only_where_there_is_one_for_questions(talk: Talk) -> None:
    [said] = await talk.say("What's the salary?")
    assert said.text == say("interview.off.terms")
    short = plan()
    without = Talk(make(stages=[stage.model_dump(mode="json") for stage in short.stages[:2]]))
    await without.begin()
    [said] = await without.say("What's the salary?")
    assert said.text == say("interview.off.terms.never")


async def test_in_the_part_for_questions_pay_is_a_question_like_others(talk: Talk) -> None:
    await talk.say("skip")
    await talk.say("skip")
    assert talk.session.stage == "your-questions"
    said = await talk.say("What's the salary?")
    assert said[0].text == say("interview.not-mine.0")
    assert len(talk.session.open_stage.answers) == 1


async def test_an_answer_in_another_language_is_kept_and_met_once(talk: Talk) -> None:
    [said] = await talk.say(GERMAN)
    assert said.text == say("interview.off.language.answer")
    assert talk.session.open_stage.answers == (GERMAN,)
    assert talk.session.open_stage.probes == ()
    again = await talk.say(GERMAN)
    assert say("interview.off.language.answer") not in [turn.text for turn in again]
    assert len(talk.session.open_stage.answers) == 2


async def test_having_nothing_to_add_to_what_has_not_begun_is_no_admission_of_ignorance(talk: Talk) -> None:
    [said] = await talk.say("that's all")
    assert said.text == say("interview.nothing-yet")
    assert (talk.session.open_stage.unknown, talk.session.open_stage.end) == (0, None)
    before = talk.session.stage
    parting = (await talk.say("I said that's all!"))[0]
    assert parting.text == say("interview.unanswered")
    record = talk.session.record(before)
    assert (record.end, record.unknown) == (StageEnd.ANSWERED, 0)


async def test_who_has_no_questions_is_asked_once_and_then_let_go(talk: Talk) -> None:
    await talk.say("skip")
    await talk.say("skip")
    [probe] = await talk.say("that's all")
    assert probe.kind is TurnKind.PROBE
    parting = (await talk.say("that's all"))[0]
    assert parting.text == say("interview.last")
    assert talk.session.over


@pytest.mark.parametrize("line", ["hello", "Good morning, nice to meet you!", "Hi there"])
async def test_a_greeting_is_returned_until_the_part_has_begun(talk: Talk, line: str) -> None:
    [said] = await talk.say(line)
    assert said.text == say("interview.greeting")
    await talk.say(FULL)
    [said] = await talk.say(line)
    assert said.text != say("interview.greeting")
