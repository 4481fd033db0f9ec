"""`greenroom discord`: adding Greenroom to a server, and a look at what it will post there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.failing import fail

if TYPE_CHECKING:
    from bot.core.chat import Reply

discord_app = typer.Typer(no_args_is_help=True)


@discord_app.callback()
def about() -> None:
    """Discord: the link that adds Greenroom to a server, and a look at what it posts there."""


@discord_app.command()
def invite(
    client_id: Annotated[str, typer.Option(help="The Application ID that the Discord developer portal shows.")],
) -> None:
    """Print the links that add Greenroom to a server, with the least permissions, or to your own account."""
    from bot.adapters.discord.invite import PERMISSIONS, ClientIdError, server_link, user_link

    try:
        links = server_link(client_id), user_link(client_id)
    except ClientIdError as error:
        fail(str(error), code=2)
    typer.echo(f"Add it to a server:  {links[0]}")
    typer.echo(f"Add it to yourself:  {links[1]}")
    typer.echo(f"In a server it asks for: {', '.join(PERMISSIONS)}.")


@discord_app.command()
def preview(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="A kind of reply, such as card.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every sample of these, as members and as a channel see it.")
    ] = False,
    json_dir: Annotated[Path | None, typer.Option(help="Write a file per message there instead of printing.")] = None,
) -> None:
    """Print what Discord is sent for each kind of reply, as JSON.

    An object by name: of each reply its messages, each with `payload` (the body of Discord's "create message") and
    `files` (`name`, `media_type`, `alt`, `content` in base64). One sample of each kind, or of the kind that is named.
    """
    samples = _samples(every=every)
    kinds = list(dict.fromkeys(reply.kind.value for reply, _public in samples.values()))
    if kind is not None and kind not in kinds:
        fail(f"there is no kind {kind!r}; choose from {', '.join(kinds)}", code=2)
    wanted = {name: shown for name, shown in samples.items() if kind in {None, shown[0].kind.value}}
    pages = {name: _pages(reply, public=public) for name, (reply, public) in wanted.items()}
    if json_dir is None:
        typer.echo(json.dumps(pages, indent=2, ensure_ascii=False))
        return
    try:
        json_dir.mkdir(parents=True, exist_ok=True)
        for name, page, file in _files(json_dir, pages):
            file.write_text(json.dumps(page, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            typer.echo(f"{name}\t{file}")
    except OSError as error:
        fail(f"cannot write to {json_dir}: {error.strerror}; choose another folder")


def _samples(*, every: bool) -> dict[str, tuple[Reply, bool]]:
    """Sample replies by name, each with whether a channel sees it."""
    from bot.bootstrap.bank import load_content_for
    from bot.cli.sample_replies import by_name, sample_replies
    from bot.settings import load_settings

    replies = sample_replies(load_content_for(load_settings()))
    if not every:
        return {kind.value: (samples[0], not samples[0].private) for kind, samples in replies.items()}
    named = by_name(replies)
    return {f"{name}{'-public' * public}": (reply, public) for name, reply in named.items() for public in (False, True)}


def _pages(reply: Reply, *, public: bool) -> list[dict[str, Any]]:
    from bot.adapters.discord.render import render

    return [message.as_page() for message in render(reply, public=public)]


def _files(folder: Path, pages: dict[str, list[dict[str, Any]]]) -> list[tuple[str, dict[str, Any], Path]]:
    """Each message with its reply's name and its file."""
    return [
        (name, page, folder / f"{name}{f'.{number}' if len(several) > 1 else ''}.json")
        for name, several in pages.items()
        for number, page in enumerate(several, 1)
    ]
