"""`greenroom slack`: what Slack needs to know of the app, and a look at what the app shows there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.bank.content import Content

slack_app = typer.Typer(no_args_is_help=True)

_HINT = "Paste one of these into Slack's Block Kit Builder to see it as members do."


@slack_app.command("manifest")
def show_manifest(
    http: Annotated[
        str | None, typer.Option(metavar="URL", help="Slack reaches the bot at this address, instead of Socket Mode.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of YAML.")] = False,
) -> None:
    """Print the app manifest, to be pasted where Slack says "Create an app from a manifest".

    For Socket Mode, which needs no address, unless --http says where Slack can reach the bot.
    """
    from bot.adapters.slack.manifest import as_json as json_of
    from bot.adapters.slack.manifest import as_yaml, manifest

    data = manifest(http)
    typer.echo(json_of(data) if as_json else as_yaml(data), nl=False)


@slack_app.command()
def preview(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="A kind of reply, such as card.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every kind, the forms and the App Home.")] = False,
    json_dir: Annotated[Path | None, typer.Option(metavar="DIR", help="Write them to files in this folder.")] = None,
) -> None:
    """Render replies as Slack gets them, one JSON object a message, for Slack's Block Kit Builder."""
    from bot.bootstrap.bank import load_content_for
    from bot.settings import load_settings

    shown = previews(load_content_for(load_settings()))
    if kind is not None and kind not in shown:
        fail(f"there is no kind {kind!r}; choose from {', '.join(shown)}", code=2)
    if kind is None and not everything:
        fail(f"name a kind or give --all; the kinds are {', '.join(shown)}", code=2)
    wanted = [(name, payload) for name in shown if everything or name == kind for payload in shown[name]]
    if json_dir is None:
        for _, payload in wanted:
            typer.echo(_json(payload))
    else:
        _write(json_dir, wanted)
    typer.echo(_HINT, err=True)


def previews(content: Content) -> Mapping[str, list[dict[str, Any]]]:
    """What can be looked at, by name: messages as objects with `blocks`, forms and the App Home as views."""
    from bot.adapters.slack.forms import modal
    from bot.adapters.slack.home import home_message, home_view
    from bot.adapters.slack.render import render
    from bot.cli.sample_replies import sample_replies
    from bot.cli.slack_samples import sample_forms, sample_home

    samples = sample_replies(content)
    shown: dict[str, list[dict[str, Any]]] = {}
    for kind, replies in samples.items():
        shown[kind.value] = [{"blocks": list(message.blocks)} for reply in replies for message in render(reply)]
    for name, form in sample_forms(content).items():
        shown[f"form-{name}"] = [modal(form)]
    shown["home"] = [home_view(home_message(sample_home(samples)))]
    return shown


def _write(folder: Path, wanted: list[tuple[str, dict[str, Any]]]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, payload in _files(folder, wanted):
            file.write_text(_json(payload) + "\n", encoding="utf-8")
            typer.echo(file)
    except OSError as error:
        fail(f"cannot write to {folder}: {error.strerror}")


def _files(folder: Path, wanted: list[tuple[str, dict[str, Any]]]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A file for each, numbered where there are several of a name."""
    names = [name for name, _ in wanted]
    for place, (name, payload) in enumerate(wanted):
        number = names[: place + 1].count(name)
        yield folder / (f"{name}-{number}.json" if names.count(name) > 1 else f"{name}.json"), payload


def _json(payload: dict[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, indent=2)
