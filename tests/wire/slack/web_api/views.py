"""views.open, push, update and publish."""

from __future__ import annotations

import secrets
from typing import Any

from tests.wire.slack import blocks, content, forms
from tests.wire.slack.backend import Backend
from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Installation, Json, View
from tests.wire.slack.web_api.call import Context, method

MOST_IN_STACK = 3


def checked(backend: Backend, view: Any, *kinds: str) -> Json:
    """A view that Slack would show.

    Raises:
        SlackError: `invalid_arguments`, `view_too_large` or `duplicate_external_id`.
    """
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", ["missing required field: view"])
    if view.get("type") not in kinds:
        raise SlackError("invalid_arguments", [f"must be of type {' or '.join(kinds)} [json-pointer:/view/type]"])
    if wrong := blocks.wrong_in_view(view, lambda file: content.known_file(backend.world, file)):
        raise SlackError("invalid_arguments", wrong)
    if blocks.too_large(view):
        raise SlackError("view_too_large")
    held: Json = view
    return held


def kept(installed: Installation, app_id: str, given: Json, before: View | None, **links: Any) -> Json:
    """A view as Slack keeps it."""
    body: Json = {
        "id": "",
        "team_id": installed.team_id,
        "type": given["type"],
        "blocks": blocks.kept(given["blocks"]),
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "hash": f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}",
        "title": {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        "previous_view_id": None,
        "root_view_id": "",
        "app_id": app_id,
        "external_id": given.get("external_id", ""),
        "app_installed_team_id": installed.team_id,
        "bot_id": installed.bot_id,
    }
    shown = blocks.kept({name: value for name, value in given.items() if name not in {"blocks", "type"}}, top=False)
    if before is not None:
        links = {name: before.body[name] for name in ("id", "root_view_id", "previous_view_id")} | links
    held: Json = body | shown | links
    return held


def show(backend: Backend, installed: Installation, user: str, given: Json, *, push: bool) -> View:
    """Put a modal in front of a person, alone or on top of what is there."""
    stack = backend.world.stacks.setdefault(user, [])
    if not push:
        stack.clear()
    if len(stack) >= MOST_IN_STACK:
        raise SlackError("push_limit_reached")
    name = backend.world.fresh_id("V")
    root = stack[0].id if stack else name
    previous = stack[-1].id if stack else None
    links = {"id": name, "root_view_id": root, "previous_view_id": previous}
    view = View(name, user, kept(installed, backend.world.app.id, given, None, **links))
    view.values = forms.initial(view.blocks)
    stack.append(view)
    backend.changed()
    return view


def replace(backend: Backend, installed: Installation, view: View, given: Json) -> View:
    """Show something else in a view; what is filled in stays where block and action ids stay."""
    view.body = kept(installed, backend.world.app.id, given, view)
    fresh = forms.initial(view.blocks)
    view.values = {
        block: {action: view.values.get(block, {}).get(action, value) for action, value in actions.items()}
        for block, actions in fresh.items()
    }
    view.errors = {}
    backend.changed()
    return view


def wire(view: View) -> Json:
    """A view as answers and payloads show it."""
    return view.body | {"state": {"values": forms.state(view.blocks, view.values)}}


def _given(context: Context, *kinds: str) -> Json:
    return checked(context.backend, content.decoded(context.args, "view", "invalid_arguments"), *kinds)


@method("views.open")
def open_(context: Context) -> Json:
    given = _given(context, "modal")
    trigger = context.backend.pull(context.text("trigger_id"), context.installed.team_id)
    return {"view": wire(show(context.backend, context.installed, trigger.user, given, push=False))}


@method("views.push")
def push(context: Context) -> Json:
    given = _given(context, "modal")
    trigger = context.backend.pull(context.text("trigger_id"), context.installed.team_id)
    if trigger.view is None or not context.backend.world.stacks.get(trigger.user):
        raise SlackError("not_found")
    return {"view": wire(show(context.backend, context.installed, trigger.user, given, push=True))}


@method("views.update")
def update(context: Context) -> Json:
    wanted, external = context.args.get("view_id"), context.args.get("external_id")
    if not wanted and not external:
        raise SlackError("invalid_arguments", ["must provide view_id or external_id"])
    given = _given(context, "modal", "home")
    open_views = [view for stack in context.backend.world.stacks.values() for view in stack]
    for view in [*open_views, *context.backend.world.homes.values()]:
        if view.id == wanted or (external and view.body["external_id"] == external):
            if context.args.get("hash") not in {None, "", view.body["hash"]}:
                raise SlackError("hash_conflict")
            return {"view": wire(replace(context.backend, context.installed, view, given))}
    raise SlackError("not_found")


@method("views.publish")
def publish(context: Context) -> Json:
    backend = context.backend
    user = backend.world.users.get(context.text("user_id"))
    given = _given(context, "home")
    if user is None or user.team_id != context.installed.team_id or user.is_bot:
        raise SlackError("user_not_found")
    if not backend.world.app.home_tab:
        raise SlackError("not_enabled")
    before = backend.world.homes.get(user.id)
    if before is not None:
        if context.args.get("hash") not in {None, "", before.body["hash"]}:
            raise SlackError("hash_conflict")
        return {"view": wire(replace(backend, context.installed, before, given))}
    name = backend.world.fresh_id("V")
    view = View(name, user.id, kept(context.installed, backend.world.app.id, given, None, id=name, root_view_id=name))
    view.values = forms.initial(view.blocks)
    backend.world.homes[user.id] = view
    return {"view": wire(view)}
