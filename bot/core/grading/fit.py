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
        shared: The direction that the questions of the bank have in common, written by `subject.packed`; empty for
            none. It is made from what questions, points and model answers say, not from any labelled answer.
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
    shared: str = ""


MINILM = Fit(
    bias=-2.8,
    distinct=10.22,
    above=7.32,
    spoken=6.01,
    soundness=3.67,
    background=0.30,
    off_topic=0.41,
    on_topic=0.48,
    relevant=0.35,
    related=0.45,
    mistake=0.50,
    margin=0.15,
    shown=0.50,
    level_spread=0.5,
    total_spread=20.0,
    shared=(
        "DBQKDgz/CgUD/ykZ+QLc5v2tzO7p1g0eNP3KBwzJ1FkqD/Xj+v8LARXK/yLjEOEiHjbl98z9Cgzn8Aci7/OzND350eHeIwoU9xwK"
        "/hLiNdLFzewNLucr+QH4ARUbFcI4yxj2afw8/vzkvQIa7/LtCDAUAQ/5NiYbMjYG/cMLHQD88CMUC/q4HRUV7PoP/yjyAVjk8xzS"
        "+PsUEwEENRf6J/3hCToy3g/qsw7o1+sPIvPvOukm9ATq9BnxFCE5EAIGtDIF5Akk8AcD7M/fERY38R/X+vIm/UHcy/jb7hYQ7gCm"
        "EuYxDuYNIhtg/AIJDhXqQ8nrGAtAx1PvPQHXwsvtnJ0D4vsGBestPujYHun9NuoCF+/88BTFIhnqCxIBHtEXG+j8EQIAIv7IudUd"
        "7vbw777VERb68CneAzzn/wP91QD7ASojTuwKNOUZTvTLBx/r2wC06+47FujlJ/l/BPYaAuzl9gfaExL0xuMBTQ7zr8j/oBf8FS9G"
        "9wvryQsrzcoU"
    ),
)

LEXICAL = Fit(
    bias=-3.18,
    distinct=11.68,
    above=4.45,
    spoken=8.15,
    soundness=3.5,
    background=0.27,
    off_topic=0.28,
    on_topic=0.45,
    relevant=0.25,
    related=0.40,
    mistake=0.45,
    margin=0.15,
    shown=0.50,
    level_spread=0.5,
    total_spread=19.0,
    shared=(
        "dy9IMEgkcRwROkQgIisjISQmFTc9IQ8mNh8zLBs/KkUmLS4cKBQbPjMdLBghPhU/NiYwOS0oJCYnLCYvZiNGLxgeSzUkLiYcJCoW"
        "LDBEEh4eExYjKytKIjwmOD0lHyItGUE2Jh01MSMVLS8ZJDcWJRkoGzEdJiEkKSQiOSpKNDYvHzUwGSQhNyUsRDshRiYWKyM2GTcs"
        "KzMcFy8WDScnHTUlFiQgLT4pKREnLzE5IScsTlMfOysvNSxMJyMeJEEyJkAsQx1CIiQyMyAaHCEjKiEWGkgaHRMqDzVBJzUyGCcl"
        "Lh41IkU0Ez8yExQcHiMpLDQaJyAiPSgyJzFENB4sN0oqGCU1QjUdGio7LCZBQykiOiIjNCElFRgsHhYqKyozQiIiFDMbGR8tNxZQ"
        "GygmIjUnMDgeIiEnMTU6NiAnLyYpLh8bJ1ASfygVHmEyGzE4HjZBMRIjGiIYLCo0QRE3LRUYHS0iLR40LyEyDxAxK0w4QUAgPSs1"
        "JR8cUyggOzkSSxMxLjEWLC4aHjknIEkbPS8fJTwiNhofMjc1IBsYJBsjHioeMhslHy0dJiklGDohEyUzFjUfGisTUDArFx4hKy8K"
        "IjcuJxclHTY1JxweIBw6cCEmGkomNBotOycTTTkhLx4iHyAoIS0qHxouJSUTMCM2RkcXFi1NHRkiNCgvMzo="
    ),
)
