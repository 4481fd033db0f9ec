from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.bank.similarity import near_duplicates

COIN = "A friend hands you a coin and says that it is fair. How would you find out whether to believe them?"
DIE = "The casino changed its dice last week and takings fell by four percent. What do you look at first, and why?"
WORDS = st.lists(st.sampled_from(["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen"]), max_size=12).map(" ".join)


def test_the_same_prompt_with_a_word_changed_is_found() -> None:
    changed = COIN.replace("hands", "gives").upper()
    (pair,) = near_duplicates({"coin": COIN, "die": DIE, "again": changed})
    assert (pair.first, pair.second) == ("coin", "again")
    assert 0.5 < pair.likeness < 1


def test_punctuation_and_case_make_no_difference() -> None:
    (pair,) = near_duplicates({"a": COIN, "b": COIN.lower().replace(",", " -").replace(".", "!")})
    assert pair.likeness == 1


def test_prompts_that_share_a_set_up_but_ask_something_else_are_not_the_same() -> None:
    opening = "An online shop tested a new page for two weeks."
    first = f"{opening} The lift is two percent with a tiny p-value; would you ship it to everyone today, and why?"
    second = f"{opening} Halfway, the arms differ by a thousand visitors. What could explain that, and what do you do?"
    assert near_duplicates({"a": first, "b": second}) == []


def test_texts_of_a_word_or_two_are_compared_whole() -> None:
    assert [pair[:2] for pair in near_duplicates({"a": "Why now?", "b": "why now", "c": "why not"})] == [("a", "b")]


@given(st.lists(WORDS, max_size=6))
def test_likeness_is_a_share_and_each_pair_comes_once_in_order(texts: list[str]) -> None:
    keys = [str(number) for number in range(len(texts))]
    pairs = near_duplicates(dict(zip(keys, texts, strict=True)), threshold=0.2)
    assert all(0.2 <= pair.likeness <= 1 and pair.first < pair.second for pair in pairs)
    assert len({pair[:2] for pair in pairs}) == len(pairs)
    equal = {(a, b) for a in keys for b in keys if a < b and texts[int(a)] == texts[int(b)]}
    assert equal <= {pair[:2] for pair in pairs}
