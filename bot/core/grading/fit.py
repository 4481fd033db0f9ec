"""The estimate's fitted numbers, one set a word comparison.

Fitted by `tests/bench/calibrate_offline.py` on the bank's labelled answers, whole questions held out; run it again
after the content or the estimate's rules have changed, and take over what it prints.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fit:
    """From what coverage measures to strengths and levels.

    The level of a criterion is 4 / (1 + exp(-z)), z being the bias plus the weighted sum of four measurements.

    Attributes:
        bias: Constant of z.
        distinct: Weight of how near the answer comes to the criterion's own points, less what all points share.
        above: Weight of how much nearer the answer comes to the points than the question's own words.
        spoken: Weight of the share of the points' telling words that are found again.
        soundness: Weight of how far the sentences lean to the points rather than to the mistakes.
        background: Mean nearness that sentences have to a question they are not about.
        off_topic: Coverage's topic up to which an answer is about something else.
        on_topic: The same, from which it is fully about the question; levels are scaled down in between.
        relevant: Nearness below which a sentence is small talk and weighs nothing.
        related: Nearness from which a sentence speaks of a point, so that its polarity matters.
        mistake: Nearness to a common mistake from which it counts as made.
        margin: By how much a sentence must be nearer to the mistake than to any point for that.
        shown: Strength from which a passage is shown as evidence.
        level_spread: Levels either way that hold about four in five of careful readers' levels.
        total_spread: Points of 100 either way that hold about four in five of careful readers' totals.
    """

    bias: float
    distinct: float
    above: float
    spoken: float
    soundness: float
    background: float
    off_topic: float
    on_topic: float
    relevant: float
    related: float
    mistake: float
    margin: float
    shown: float
    level_spread: float
    total_spread: float


MINILM = Fit(
    bias=-1.88,
    distinct=7.79,
    above=7.32,
    spoken=4.36,
    soundness=3.16,
    background=0.30,
    off_topic=0.24,
    on_topic=0.42,
    relevant=0.35,
    related=0.45,
    mistake=0.50,
    margin=0.15,
    shown=0.50,
    level_spread=0.5,
    total_spread=22.0,
)

LEXICAL = Fit(
    bias=-2.33,
    distinct=8.4,
    above=3.7,
    spoken=6.9,
    soundness=3.03,
    background=0.27,
    off_topic=0.30,
    on_topic=0.47,
    relevant=0.25,
    related=0.40,
    mistake=0.45,
    margin=0.15,
    shown=0.50,
    level_spread=0.5,
    total_spread=22.0,
)
