"""assistant.threads.*: status, title and prompts of the assistant pane."""

from __future__ import annotations

from typing import Any

from tests.wire.slack import content
from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Channel, Json
from tests.wire.slack.web_api.call import Context, method

MOST_PROMPTS = 4
MOST_LOADING = 10


def _thread(context: Context, *, required: bool = True) -> tuple[Channel, str]:
    channel = context.channel("channel_id")
    ts = context.timestamp("thread_ts", "invalid_thread_ts")
    if ts is None:
        if required:
            raise SlackError("invalid_arguments", ["missing required field: thread_ts"])
        latest = list(channel.messages.values())
        if not latest:
            raise SlackError("message_not_found")
        ts = str(latest[-1].thread_ts or latest[-1].ts)
    if context.backend.world.message(channel.id, ts) is None:
        raise SlackError("invalid_thread_ts")
    return channel, ts


@method("assistant.threads.setStatus", "chat:write", "assistant:write")
def set_status(context: Context) -> Json:
    if "status" not in context.args:
        raise SlackError("invalid_arguments", ["missing required field: status"])
    channel, ts = _thread(context)
    loading = content.decoded(context.args, "loading_messages", "invalid_arguments")
    if loading is not None and (not isinstance(loading, list) or len(loading) > MOST_LOADING):
        raise SlackError(
            "invalid_arguments", [f"no more than {MOST_LOADING} items allowed [json-pointer:/loading_messages]"]
        )
    status = str(context.args["status"])
    key = (channel.id, ts)
    if status:
        context.backend.world.statuses[key] = status
    else:
        context.backend.world.statuses.pop(key, None)
    return {}


@method("assistant.threads.setTitle", "assistant:write")
def set_title(context: Context) -> Json:
    channel, ts = _thread(context)
    title = context.text("title")
    _is_agent(context)
    if (channel.id, ts) not in context.backend.world.panes:
        raise SlackError("invalid_thread_ts")
    context.backend.world.panes[channel.id, ts] = title
    root = channel.messages[ts]
    shown = {"title": title, "title_blocks": [], "artifacts": []}
    context.backend.messages.change(root, root.body | {"assistant_app_thread": shown})
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write")
def set_prompts(context: Context) -> Json:
    _is_agent(context)
    channel, ts = _thread(context, required=False)
    prompts = content.decoded(context.args, "prompts", "invalid_arguments")
    if not isinstance(prompts, list) or not prompts or not all(map(_is_prompt, prompts)):
        raise SlackError("invalid_arguments", ["must provide `title` and `message` [json-pointer:/prompts/0]"])
    if len(prompts) > MOST_PROMPTS:
        raise SlackError("invalid_arguments", [f"no more than {MOST_PROMPTS} items allowed [json-pointer:/prompts]"])
    context.backend.world.prompts[channel.id, ts] = {"title": context.args.get("title") or "", "prompts": prompts}
    return {}


def _is_prompt(prompt: Any) -> bool:
    return isinstance(prompt, dict) and all(
        isinstance(prompt.get(name), str) and prompt[name] for name in ("title", "message")
    )


def _is_agent(context: Context) -> None:
    if not context.backend.world.app.agent:
        raise SlackError("not_agent_app")
