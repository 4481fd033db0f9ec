"""What an answer has to get past before its words count: rules that see through tricks and hardly touch honest text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.grading.grade import Flag
from bot.core.grading.instructions import is_about_answers, is_instruction
from bot.core.grading.text import Sentence, sentences, words
from bot.core.grading.vocabulary import FUNCTION_WORDS, OTHER_FUNCTION_WORDS

SALAD_LEVEL = 1
"""Highest level of an answer that is a heap of keywords."""

ASKING_LEVEL = 0
"""Highest level of an answer that only asks."""

_COPY_GRAM, _COPY_SHARE = 8, 0.60
_ECHO_GRAM, _ECHO_SHARE, _ECHO_WORDS = 3, 0.70, 5
_RESTATED_SHARE, _RESTATED_WORDS, _RESTATED_FEW, _RESTATED_PART = 0.90, 12, 6, 0.33
_SALAD_SHARE, _SALAD_WORDS = 0.10, 15
_FRAME_GRAM, _FRAME_SHARE = 4, 0.30
_ASKING_SHARE, _ASKING_SENTENCES = 0.90, 4
_QUESTION = re.compile(r"""[?？؟]["'”’»)\]*_`\s]*$""")
_CLAUSE_ENDS = (",", ":", "-", "–", "—", "…", "、", "，", "：")
_ABOUT_ASKING = re.compile(r"\b(?:your|which|what|any) questions\b", re.IGNORECASE)


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


def screen(answer: str, asked: str, model_answer: str) -> Screened:
    """Drop what is no answer and flag what looks like a trick.

    Sentences that order the grader about or repeat the question are dropped, and the rest is judged as if they had
    never been there, so that they can neither earn nor cost anything.

    Args:
        answer: What the member wrote.
        asked: The question, its title included.
        model_answer: The question's model answer.
    """
    found = sentences(answer)
    orders = _instructions(found)
    own = [sentence for number, sentence in enumerate(found) if number not in orders]
    kept = tuple(_without_echo(own, asked))
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
    return [word for word in words(text) if not _is_function_word(word) and not word.isdigit()]


def is_echo(sentence: str, prompt: str) -> bool:
    """Whether a sentence only repeats the question: most of its runs of three words stand in it."""
    tokens = words(sentence)
    if len(tokens) < _ECHO_WORDS:
        return False
    asked = words(prompt)
    return _share(tokens, _grams(asked, _ECHO_GRAM), _ECHO_GRAM) >= _ECHO_SHARE


def _without_echo(found: Sequence[Sentence], prompt: str) -> list[Sentence]:
    """Sentences that do not repeat the question; of an answer that mostly does, its shorter snippets go as well."""
    if _only_repeats(found, prompt):
        return []
    kept = [sentence for sentence in found if not is_echo(sentence.text, prompt)]
    left = sum(len(words(sentence.text)) for sentence in kept)
    if left * 2 > sum(len(words(sentence.text)) for sentence in found):
        return kept
    asked = f" {' '.join(words(prompt))} "
    return [sentence for sentence in kept if f" {' '.join(words(sentence.text))} " not in asked]


def _only_repeats(found: Sequence[Sentence], prompt: str) -> bool:
    """Whether an answer brings no words of its own: the question's in any order, with a few between them, or its title.

    Of honest answers less than 70% of the different words stand in the question, even of those in SQL.
    """
    asked = _different([prompt])
    own = _different(sentence.text for sentence in found)
    much = len(own) >= _RESTATED_WORDS or len(own) >= max(_RESTATED_FEW, _RESTATED_PART * len(asked))
    if much and len(own & asked) / len(own) >= _RESTATED_SHARE:
        return True
    whole = [words(sentence.text) for sentence in sentences(prompt)]
    return all(tokens in whole for tokens in (words(sentence.text) for sentence in found))


def _different(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in words(text) if not _is_function_word(word)}


def only_asks(found: Sequence[Sentence], asked: str) -> bool:
    """Whether an answer does nothing but ask, where the question is not about asking."""
    ends = [sentence.text for sentence in found if not sentence.text.endswith(_CLAUSE_ENDS)]
    if len(ends) < _ASKING_SENTENCES or _ABOUT_ASKING.search(asked):
        return False
    return sum(bool(_QUESTION.search(text)) for text in ends) / len(ends) >= _ASKING_SHARE


def is_salad(text: str) -> bool:
    """Whether a text is keywords without grammar; only for alphabets we have lists of function words for.

    Either hardly any word is a function word, or the same few stand between all the others ("the x and the y and the
    z"): of the runs of four words, each word with a meaning taken for the same, few are different.
    """
    tokens = words(text)
    if len(tokens) < _SALAD_WORDS or not _mostly_known_alphabet(text):
        return False
    frame = [token if _is_function_word(token) else "" for token in tokens]
    if sum(map(bool, frame)) / len(frame) < _SALAD_SHARE:
        return True
    runs = [run for at in range(len(frame) - _FRAME_GRAM + 1) if any(run := tuple(frame[at : at + _FRAME_GRAM]))]
    return len(set(runs)) / len(runs) < _FRAME_SHARE


def _is_function_word(word: str) -> bool:
    return word in FUNCTION_WORDS or word in OTHER_FUNCTION_WORDS


def overlap(text: str, source: str) -> float:
    """Share of the text's runs of eight words that stand in the source: 0-1; 0 for shorter texts."""
    return _share(words(text), _grams(words(source), _COPY_GRAM), _COPY_GRAM)


def _instructions(found: Sequence[Sentence]) -> set[int]:
    """Numbers of the sentences that are orders, also where one was broken over two."""
    alone = [is_instruction(sentence.text) for sentence in found]
    hits = {number for number, hit in enumerate(alone) if hit}
    hits |= _about_answers(found)
    for number in range(len(found) - 1):
        if not alone[number] and not alone[number + 1]:
            pair = f"{found[number].text} {found[number + 1].text}"
            if len(pair) < 200 and is_instruction(pair):
                hits |= {number, number + 1}
    return hits


def _about_answers(found: Sequence[Sentence]) -> set[int]:
    """Numbers of the sentences on what an answer does or should do, with the clauses that a long one was cut into."""
    hits, goes_on = set(), False
    for number, sentence in enumerate(found):
        if goes_on or is_about_answers(sentence.text):
            hits.add(number)
            goes_on = sentence.text.endswith(_CLAUSE_ENDS)
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
