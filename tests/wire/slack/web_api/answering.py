"""From an HTTP request to a method's answer: arguments, token, scopes, limits, faults, and the log."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from typing import Any

from aiohttp import web

from tests.wire.slack.backend import Backend
from tests.wire.slack.errors import SlackError, ratelimited
from tests.wire.slack.faults import Fault
from tests.wire.slack.log import Call
from tests.wire.slack.things import Json
from tests.wire.slack.web_api.call import METHODS, Context, Method

_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


async def answer(backend: Backend, name: str, request: web.Request) -> web.StreamResponse:
    """Answer a call, or do to it what a fault says."""
    call = Call(name, {}, backend.clock.now(), headers={k.lower(): v for k, v in request.headers.items()})
    call.content_type = request.content_type
    backend.log.calls.append(call)
    fault = backend.faults.take(name)
    if fault is not None:
        call.fault = fault.name
        await asyncio.sleep(fault.delay)
        if fault.drop and not fault.accepted:
            return dropped(request)
        if fault.page is not None:
            await request.read()
            return web.Response(status=fault.status, text=fault.page, content_type=fault.content_type)
    try:
        call.args = await _arguments(request)
        if fault is not None and not fault.accepted:
            refuse(fault)
        body, headers = _carried_out(backend, call, request)
        status = 200
    except SlackError as error:
        body, headers, status = error.body, error.headers, error.status
    call.status, call.answer = status, body
    backend.changed()
    if fault is not None and fault.accepted:
        return await afterwards(fault, call, request, web.json_response(body, headers=headers))
    if fault is not None and fault.status and not fault.error:
        return web.Response(status=fault.status, text="upstream connect error", content_type="text/html")
    return web.json_response(body, status=status, headers=headers)


def refuse(fault: Fault) -> None:
    """End a call before it does anything.

    Raises:
        SlackError: What the fault says.
    """
    if fault.retry_after:
        raise ratelimited(fault.retry_after)
    raise SlackError(fault.error or "service_unavailable", status=fault.status or 200)


def dropped(request: web.Request) -> web.Response:
    """No answer: the connection is broken."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def afterwards(fault: Fault, call: Call, request: web.Request, response: web.Response) -> web.StreamResponse:
    """What a fault does to a call that had its effect."""
    await asyncio.sleep(fault.late)
    if fault.drop:
        call.status = 0
        return dropped(request)
    if fault.error:
        return web.json_response({"ok": False, "error": fault.error})
    if fault.status:
        call.status = fault.status
        return web.Response(status=fault.status, text="upstream connect error", content_type="text/html")
    return response


async def _arguments(request: web.Request) -> Json:
    args: Json = dict(request.query)
    if request.method != "POST":
        return args
    raw = await request.read()
    if request.content_type == "application/json":
        try:
            held = json.loads(raw or b"{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(held, dict):
            raise SlackError("json_not_object")
        held.pop("token", None)  # with JSON, a token in the body is not looked at
        return args | held
    if request.content_type in _FORMS or not raw:
        return args | dict(await request.post())
    raise SlackError("invalid_post_type")


def _carried_out(backend: Backend, call: Call, request: web.Request) -> tuple[Json, dict[str, str]]:
    method = METHODS.get(call.method)
    if method is None:
        raise SlackError("unknown_method", req_method=call.method)
    context = Context(backend, call.method, call.args, basic=_basic(request))
    context.token = call.token = _token(request, call.args)
    _authorise(context, method)
    headers = {"x-slack-req-id": backend.world.fresh_id("R")}
    if context.installation is not None:
        call.team_id = context.installation.team_id
        headers["x-oauth-scopes"] = ",".join(sorted(context.installation.scopes))
        headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
        backend.limits.check(call.method, call.team_id, str(call.args.get("channel", "")))
        if method.scopes:
            context.need(*method.scopes)
    body: Json = {"ok": True} | method.handler(context)
    if context.warnings:
        body["warning"] = ",".join(context.warnings)
        body.setdefault("response_metadata", {})["warnings"] = context.warnings
    return body, headers


def _basic(request: web.Request) -> tuple[str, str] | None:
    scheme, _, held = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Basic":
        return None
    login, _, password = base64.b64decode(held).decode().partition(":")
    return login, password


def _token(request: web.Request, args: dict[str, Any]) -> str:
    found = re.fullmatch(r"Bearer (.+)", request.headers.get("Authorization", ""))
    return found.group(1) if found else str(args.pop("token", ""))


def _authorise(context: Context, method: Method) -> None:
    """Find out whose token it is.

    Raises:
        SlackError: Nobody's, no longer anybody's, or of the wrong kind.
    """
    if method.tokens == "none":
        return
    if not context.token:
        raise SlackError("not_authed")
    world = context.backend.world
    if context.token in world.app.app_tokens:
        context.app_level = True
        if method.tokens == "bot":
            raise SlackError("not_allowed_token_type")
        return
    token = context.token
    found = next((item for item in world.installations if token == item.token or token in item.earlier), None)
    if found is None:
        raise SlackError("invalid_auth")
    expires_at = found.earlier.get(token, found.expires_at)
    if expires_at is not None and expires_at <= context.backend.clock.now():
        raise SlackError("token_expired")
    if found.state != "active":
        raise SlackError(found.state)
    if method.tokens == "app":
        raise SlackError("not_allowed_token_type")
    context.installation = found
