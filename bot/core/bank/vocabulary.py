"""The closed lists a question chooses from."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal


class Track(StrEnum):
    """The subject a question belongs to; a question has exactly one."""

    COMMUNICATION = "communication"
    ANALYTICS_CASE = "analytics-case"
    EXPERIMENTATION = "experimentation"
    MACHINE_LEARNING = "machine-learning"
    PRODUCT_SENSE = "product-sense"
    SQL_AND_DATA = "sql-and-data"
    BEHAVIORAL = "behavioral"


class Skill(StrEnum):
    """What a criterion shows about a candidate."""

    RESEARCH_DESIGN = "research-design"
    ANALYTICAL_DESIGN = "analytical-design"
    STORYTELLING = "storytelling"
    GOALS_AND_METRICS = "goals-and-metrics"
    VISUALIZATION = "visualization"
    STATISTICS = "statistics"
    CAUSAL_INFERENCE = "causal-inference"
    EXPERIMENTATION = "experimentation"
    MACHINE_LEARNING = "machine-learning"
    DATA_ENGINEERING = "data-engineering"
    SQL = "sql"
    PRODUCT_SENSE = "product-sense"
    SIMPLIFICATION = "simplification"
    ANALOGY = "analogy"
    AUDIENCE_AWARENESS = "audience-awareness"
    STRUCTURE = "structure"
    CONFIDENCE = "confidence"
    CULTURE = "culture"


class Seniority(StrEnum):
    """The level of candidate a question is put to."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    STAFF = "staff"


class Audience(StrEnum):
    """Whom an explanation is for; profiles live in `content/audiences/`."""

    EXECUTIVE = "executive"
    PRODUCT_MANAGER = "product-manager"
    ENGINEER = "engineer"


class AnswerKind(StrEnum):
    """What a labelled answer is an example of."""

    WEAK = "weak"
    MIDDLING = "middling"
    STRONG = "strong"
    FLUENT_WRONG = "fluent-wrong"
    SHORT_EXCELLENT = "short-excellent"


Level = Literal[0, 1, 2, 3, 4]
"""How far a criterion is met: 0 absent, 1 touched, 2 partly, 3 well, 4 as a senior would."""

TOP_LEVEL = 4
