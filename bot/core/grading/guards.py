"""What an answer has to get past before its words count: rules that see through tricks and hardly touch honest text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.grading.grade import Flag
from bot.core.grading.instructions import is_instruction
from bot.core.grading.text import Sentence, sentences, words
from bot.core.grading.vocabulary import FUNCTION_WORDS, OTHER_FUNCTION_WORDS

SALAD_LEVEL = 1
"""Highest level of an answer that is a heap of keywords."""

_COPY_GRAM, _COPY_SHARE = 8, 0.60
_ECHO_GRAM, _ECHO_SHARE, _ECHO_WORDS = 3, 0.70, 5
_SALAD_SHARE, _SALAD_WORDS = 0.10, 15


@dataclass(frozen=True, slots=True)
class Screened:
    """What the guards leave of an answer.

    Attributes:
        kept: Sentences that count, in order.
        flags: What was noticed.
        level_cap: Highest level any criterion may get; none if there is no cap.
    """

    kept: tuple[Sentence, ...]
    flags: tuple[Flag, ...]
    level_cap: int | None = None


def screen(answer: str, prompt: str, model_answer: str) -> Screened:
    """Drop what is no answer and flag what looks like a trick.

    Sentences that order the grader about or repeat the question are dropped, and the rest is judged as if they had
    never been there, so that they can neither earn nor cost anything.
    """
    found = sentences(answer)
    orders = _instructions(found)
    own = [sentence for number, sentence in enumerate(found) if number not in orders]
    kept = tuple(_without_echo(own, prompt))
    flags = []
    if orders:
        flags.append(Flag.INSTRUCTION)
    if own and not kept:
        flags.append(Flag.ECHO)
    if not any(content_words(sentence.text) for sentence in kept):
        return Screened((), (Flag.EMPTY, *flags) if not flags else tuple(flags))
    text = " \n".join(sentence.text for sentence in kept)
    salad = is_salad(text)
    if salad:
        flags.append(Flag.SALAD)
    if overlap(text, model_answer) >= _COPY_SHARE:
        flags.append(Flag.COPY)
    return Screened(kept, tuple(flags), SALAD_LEVEL if salad else None)


def content_words(text: str) -> list[str]:
    """Words that carry a subject: no function words, no bare digits."""
    return [
        word
        for word in words(text)
        if word not in FUNCTION_WORDS and word not in OTHER_FUNCTION_WORDS and not word.isdigit()
    ]


def is_echo(sentence: str, prompt: str) -> bool:
    """Whether a sentence only repeats the question: most of its runs of three words stand in it."""
    tokens = words(sentence)
    if len(tokens) < _ECHO_WORDS:
        return False
    asked = words(prompt)
    return _share(tokens, _grams(asked, _ECHO_GRAM), _ECHO_GRAM) >= _ECHO_SHARE


def _without_echo(found: Sequence[Sentence], prompt: str) -> list[Sentence]:
    """Sentences that do not repeat the question; of an answer that mostly does, its shorter snippets go as well."""
    kept = [sentence for sentence in found if not is_echo(sentence.text, prompt)]
    left = sum(len(words(sentence.text)) for sentence in kept)
    if left * 2 > sum(len(words(sentence.text)) for sentence in found):
        return kept
    asked = f" {' '.join(words(prompt))} "
    return [sentence for sentence in kept if f" {' '.join(words(sentence.text))} " not in asked]


def is_salad(text: str) -> bool:
    """Whether a text is keywords without grammar: hardly any function words; only for alphabets we have lists for."""
    tokens = words(text)
    if len(tokens) < _SALAD_WORDS or not _mostly_known_alphabet(text):
        return False
    known = sum(token in FUNCTION_WORDS or token in OTHER_FUNCTION_WORDS for token in tokens)
    return known / len(tokens) < _SALAD_SHARE


def overlap(text: str, source: str) -> float:
    """Share of the text's runs of eight words that stand in the source: 0-1; 0 for shorter texts."""
    return _share(words(text), _grams(words(source), _COPY_GRAM), _COPY_GRAM)


def _instructions(found: Sequence[Sentence]) -> set[int]:
    """Numbers of the sentences that are orders, also where one was broken over two."""
    alone = [is_instruction(sentence.text) for sentence in found]
    hits = {number for number, hit in enumerate(alone) if hit}
    for number in range(len(found) - 1):
        if not alone[number] and not alone[number + 1]:
            pair = f"{found[number].text} {found[number + 1].text}"
            if len(pair) < 200 and is_instruction(pair):
                hits |= {number, number + 1}
    return hits


def _grams(tokens: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return {tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1)}


def _share(tokens: Sequence[str], grams: set[tuple[str, ...]], size: int) -> float:
    runs = [tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1)]
    return sum(run in grams for run in runs) / len(runs) if runs else 0.0


def _mostly_known_alphabet(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    known = sum(unicodedata.name(char, "").startswith(("LATIN", "CYRILLIC")) for char in letters[:2000])
    return known * 2 > len(letters[:2000])
