"""A message as the body of a request: JSON, or a form with files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.adapters.discord.text import Upload


def form_parts(payload: object, files: Sequence[Upload]) -> list[dict[str, Any]]:
    """The fields of a `multipart/form-data` body, as `aiohttp.FormData.add_field` takes them."""
    parts: list[dict[str, Any]] = [
        {"name": "payload_json", "value": json.dumps(payload), "content_type": "application/json"}
    ]
    return parts + [
        {
            "name": f"files[{number}]",
            "value": file.content,
            "filename": file.name,
            "content_type": file.media_type,
        }
        for number, file in enumerate(files)
    ]
