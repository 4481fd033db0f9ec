"""Pictures written to files."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.chat import Picture
    from bot.core.progress.painting import Charts


def write_picture(path: Path, draw: Callable[[Charts], Awaitable[Picture]]) -> None:
    """Draw a picture and write it as PNG, or end with one line that says why it cannot be."""
    if path.suffix.lower() not in {"", ".png"}:
        fail(f"pictures are written as PNG, not {path.suffix}; name a file such as {path.with_suffix('.png')}", code=2)
    png = asyncio.run(_drawn(draw))
    try:
        path.write_bytes(png)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}; name a file in a folder that is there")


async def _drawn(draw: Callable[[Charts], Awaitable[Picture]]) -> bytes:
    from bot.adapters.charts import MatplotlibCharts

    async with MatplotlibCharts() as charts:
        return (await draw(charts)).png
