from __future__ import annotations

import pytest

from bot.core.grading.hollow import is_hollow
from bot.core.grading.polarity import is_called_wrong, is_denial, is_negative


@pytest.mark.parametrize(
    "sentence",
    [
        "It is NOT the probability that the null is true.",
        "A p-value of 0.03 does not mean that there's a 3% chance of luck.",
        "The missing users aren't missing at random.",
        "Zero sales cannot be a closed shop.",
        "That the larger sample is the better one is a myth.",
        "Many say that 0.5 is the natural threshold, but that's a mistake.",
        "It would be wrong to say that a kept feature makes people cancel.",
        "Accuracy says nothing here.",
        "There is no need to copy the failures.",
    ],
)
def test_a_sentence_that_says_of_something_that_it_is_not_so_is_a_denial(sentence: str) -> None:
    assert is_denial(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is the probability that the null is true.",
        "If hours are not below 9 by then, the tool has failed.",
        "Because there isn't any data on them, leave the new customers out.",
        "Modern cards rank a whole catalogue at once, so no separate stage is needed.",
        "The test set was held out, and nothing speaks against Monday.",
    ],
)
def test_a_not_within_what_is_said_does_not_make_it_a_denial(sentence: str) -> None:
    assert not is_denial(sentence)


def test_what_is_called_wrong_is_denied_whatever_it_holds() -> None:
    assert is_called_wrong("It is not true that nobody is hurt.")
    assert not is_called_wrong("It is true that nobody is hurt.")


@pytest.mark.parametrize("word", ["hardly", "rarely", "little", "unimportant"])
def test_words_that_take_back_what_stands_beside_them_are_negations(word: str) -> None:
    assert is_negative(f"Looking early is of {word} influence on the error.")


def test_a_little_is_some() -> None:
    assert not is_negative("It lifts the mean a little.")


@pytest.mark.parametrize(
    "sentence",
    [
        "We leverage synergies to empower cross-functional squads at scale.",
        "The strategy has to be aligned with the overarching value proposition.",
        "I communicated transparently with all stakeholders and took ownership.",
    ],
)
def test_a_sentence_of_stock_phrases_is_hollow(sentence: str) -> None:
    assert is_hollow(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "I told the stakeholders at 10:20 that the number was mine and wrong.",
        "The stakeholders heard it from me within two hours, and the right number on the 4th.",
        "I sat down with the stakeholders and we agreed on the success metrics.",
        "Run both arms for two weeks and compare orders per visitor.",
        "An iterative solver is robust here and the roadmap had 3 steps.",
        "A robust, scalable and transparent way is a holdout by user, since caching would leak treatment into control.",
        "Data-driven and actionable: I'd stop the launch because retention fell.",
        "Then we would leverage the labelled data at scale to train a simple logistic regression.",
        "",
    ],
)
def test_a_sentence_that_says_something_or_has_but_everyday_words_of_the_office_is_not(sentence: str) -> None:
    assert not is_hollow(sentence)
