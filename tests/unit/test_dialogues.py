from __future__ import annotations

import pytest

from tests.transcripts.core_stage import CoreStage
from tests.transcripts.steps import NAMES, play


@pytest.mark.parametrize("name", NAMES)
async def test_a_dialogue_goes_as_written(name: str) -> None:
    await play(name, CoreStage())
