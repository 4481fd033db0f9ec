"""What `greenroom doctor` says of the judge."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.cli.checks import Finding
from bot.cli.reading import open_for_reading
from bot.core.errors import GreenroomError, JudgeUnavailableError, StorageError
from bot.core.operator import REMEDIES
from bot.core.records import JudgeCall
from bot.settings import Settings

_LASTING = frozenset({"wrong-key", "no-credit", "not-found", "bad-request"})
"""Outcomes that last until somebody mends them."""


async def examine_judge(settings: Settings, *, call: bool) -> list[Finding]:
    """How the judge is set up, and how it does: by a request to it where that is wanted, else by the last one made."""
    findings = _set_up(settings)
    if not settings.asks_claude:
        return findings
    now = await _call(settings) if call else await _last_try(settings)
    return [*findings, now] if now is not None else findings


async def _last_try(settings: Settings) -> Finding | None:
    """What the last try came to, if it was to something that only the operator can mend."""
    last = await _latest(settings)
    if last is None or last.outcome not in _LASTING or last.model != settings.claude_model:
        return None
    when = f"{last.at.astimezone(ZoneInfo(settings.time_zone)):%Y-%m-%d %H:%M}"
    text = f"{_WHAT[last.outcome]}, as of the last try at {when}"
    return Finding("last try", ok=False, text=text, remedy=REMEDIES[last.outcome])


async def _latest(settings: Settings) -> JudgeCall | None:
    try:
        database = await open_for_reading(settings)
    except StorageError:  # which is told of the database
        return None
    if database is None:
        return None
    async with database:
        return await database.accounts.latest()


def _set_up(settings: Settings) -> list[Finding]:
    from bot.bootstrap.judges import claude_access, claude_price

    if not settings.asks_claude:
        why = "chosen by GREENROOM_GRADER" if settings.grader == "local" else "no key and no server is set for Claude"
        return [Finding("judge", ok=True, text=f"the offline estimate: {why}")]
    try:
        access = claude_access(settings)
    except GreenroomError as error:
        remedy = "set a key, or GREENROOM_GRADER=local to use the offline estimate"
        return [Finding("judge", ok=False, text=str(error), remedy=remedy)]
    place = access.base_url or "Anthropic's server"
    text = f"{settings.claude_model} at {place}, {'with' if access.api_key else 'without'} a key"
    findings = [Finding("judge", ok=True, text=text)]
    if claude_price(settings) is None and settings.monthly_budget_usd:
        unknown = f"the price of {settings.claude_model} is not known, so the monthly budget cannot be kept"
        findings.append(Finding("budget", ok=False, text=unknown, remedy="set GREENROOM_CLAUDE_PRICES"))
    elif settings.monthly_budget_usd:
        findings.append(Finding("budget", ok=True, text=f"${settings.monthly_budget_usd:,.2f} a group and month"))
    return findings


async def _call(settings: Settings) -> Finding:
    from bot.bootstrap.judges import call_claude

    try:
        usage = await call_claude(settings)
    except JudgeUnavailableError as error:
        said = f": {error.detail}" if error.detail else ""
        remedy = REMEDIES.get(error.reason, "try again in a while; answers wait until then")
        return Finding("call", ok=False, text=f"{_WHAT.get(error.reason, error.reason)}{said}", remedy=remedy)
    except GreenroomError as error:
        return Finding("call", ok=False, text=str(error))
    return Finding("call", ok=True, text=f"the judge answered in {usage.seconds:.1f} s")


_WHAT = {
    "wrong-key": "the key is not accepted",
    "no-credit": "the key's account has no credit",
    "not-found": "the server does not have the model, or is no server of the Messages API",
    "bad-request": "the server refuses the request",
    "connection": "the server cannot be reached",
    "timeout": "the server did not answer in time",
    "rate-limited": "too many requests at the moment",
    "overloaded": "the server is overloaded",
    "server-error": "the server failed",
    "no-message": "the server does not speak the Messages API",
}
