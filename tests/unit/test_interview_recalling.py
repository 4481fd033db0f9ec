"""What was said already is said again to whoever asks for it, and nothing else is."""

from __future__ import annotations

import pytest

from bot.core.interviews.recalling import find_said
from bot.core.interviews.script import make_script
from bot.core.interviews.state import TurnKind
from bot.core.wording import say
from tests.unit import interview_wordings as wordings
from tests.unit.interview_samples import Talk, kinds, make
from tests.unit.test_interview_wordings import content


def case(plan_id: str, stage_id: str) -> list[str]:
    """The set-up and the question of a part."""
    part = make_script(content(), plan_id).part(stage_id)
    return [*part.stage.setup, *part.ask_turns]


ASKED = [
    ("glitter-bots/harm", "How many bots did you say there were?", "A colleague's quick count of suspected bots: 12%"),
    ("glitter-bots/harm", "How many accounts are active in a month?", "80 million active accounts a month"),
    ("glitter-bots/dataset", "How many bots did you say there were?", "4% of them are bots."),
    ("glitter-bots/dataset", "How many labelled accounts are there?", "200,000 accounts have been labelled;"),
    ("glitter-bots/labels", "How many days did you say the reviewers work?", "for twenty working days"),
    ("glitter-bots/implementation", "How many replies per second did you say?", "At peak 6,000 replies"),
    ("meta-community-insights/analytical-design", "How many groups are in the trial again?", "The trial covers 9,000"),
]


@pytest.mark.parametrize(("place", "question", "said"), ASKED)
def test_a_figure_that_was_told_is_found_in_its_whole_sentence(place: str, question: str, said: str) -> None:
    plan_id, stage_id = place.split("/")
    found = find_said(question, case(plan_id, stage_id))
    assert found is not None
    assert said in found
    assert found[0].isupper() or found[0].isdigit()
    assert found.endswith(".")
    assert "\n" not in found


@pytest.mark.parametrize("plan_id", wordings.NO_FACTS)
def test_what_was_not_said_is_not_found_whatever_else_was(plan_id: str) -> None:
    asked = [question for questions in wordings.NO_FACTS.values() for question in questions]
    for part in make_script(content(), plan_id).parts:
        said = [*part.stage.setup, *part.ask_turns]
        assert [question for question in asked if find_said(question, said) is not None] == []


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who did you say counted the coins?", "A friend counted the coins in May."),
        ("Who counted the coins?", None),  # somebody who has not heard it, or means others
        ("How many coins did you say there are?", "There are 31 coins."),
        ("How many red coins did you say there are?", None),
        ("How many friends have you mentioned?", None),  # two sentences have them
        ("How many bowls did you say there are?", "Of three bowls one is empty."),
        ("What did you say?", None),
        ("How many did you say?", None),
        ("How old did you say the wallet is?", None),  # asked, and not said
        ("How many pockets did you say there are?", None),  # in code
    ],
)
def test_it_is_one_sentence_with_all_that_is_asked_about_or_none(question: str, found: str | None) -> None:
    said = [
        "A friend counted the coins in May.",
        "There are 31 coins. Of three bowls one is empty.\n\n- 4 friends looked on\n- 5 friends did not",
        "Is the wallet 12 years old?\n\n```\npockets = 7\n```",
    ]
    assert find_said(question, said) == found


def test_the_part_at_hand_goes_before_earlier_ones_which_only_those_see_who_refer_to_them() -> None:
    before, now = ["There are 31 coins in the bowl."], ["There are 12 coins in the bowl."]
    assert find_said("How many coins did you say are in the bowl?", now, earlier=before) == now[0]
    assert find_said("How many coins did you say are in the bowl?", [], earlier=before) == before[0]
    assert find_said("How many coins are in the bowl?", [], earlier=before) is None


async def test_who_asks_for_what_was_said_hears_it_again_and_is_not_told_to_assume_it() -> None:
    talk = Talk(make())
    await talk.begin()
    await talk.say("skip")
    [told] = await talk.say("Did you say you hold a coin?")
    assert (told.kind, told.text) == (TurnKind.REPEAT, say("interview.as-said", said="I hold a coin."))
    assert kinds(await talk.say("How many friends are watching?")) == ["fact"]
    [first, second] = talk.session.open_stage.inquiries
    assert (first.fact, second.fact) == ("", "")


async def test_a_fact_of_the_sheet_goes_before_what_was_said() -> None:
    talk = Talk(make())
    await talk.begin()
    await talk.say("skip")
    [told] = await talk.say("How heavy is the coin again?")
    assert told.text == "It weighs eight grams."
