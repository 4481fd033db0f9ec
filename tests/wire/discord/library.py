"""discord.py, imported without the warning that its use of `audioop` gives on Python 3.11 and 3.12."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import discord

__all__ = ["discord"]
