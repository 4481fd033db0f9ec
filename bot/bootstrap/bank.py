"""The bank, as the settings choose it."""

from __future__ import annotations

from bot.core.bank.content import Content
from bot.core.errors import SettingsError
from bot.settings import Settings


def load_content_for(settings: Settings) -> Content:
    """The content of all packs; what is faulty in them is left out and told on standard error.

    Raises:
        SettingsError: No question could be loaded at all.
    """
    from bot.adapters.logs import get_log
    from bot.adapters.packs.loader import load_content

    content = load_content(settings.pack_folders, settings.cache_dir)
    log = get_log(settings.log_level)
    for fault in content.faults:
        log.warning("left out of the bank", fault=str(fault))
    if not len(content.bank):
        raise SettingsError("GREENROOM_PACKS", "no question could be loaded; `greenroom questions check` says why")
    return content
