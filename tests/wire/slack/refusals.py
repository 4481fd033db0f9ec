"""Reads what a refused call was told."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


async def refused(call: Any) -> dict[str, Any]:
    """Body and status of the refusal."""
    with pytest.raises(SlackApiError) as caught:
        await call
    answer: dict[str, Any] = caught.value.response.data
    return answer | {"status": caught.value.response.status_code}


async def code(call: Any) -> str:
    """Its error code."""
    return str((await refused(call))["error"])
