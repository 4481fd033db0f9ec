"""Runs the server as a process of its own: `python -m tests.wire.slack --port 4100`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
from pathlib import Path
from typing import Any

import yaml

from tests.wire.slack.control import about
from tests.wire.slack.delivery import Pace
from tests.wire.slack.server import Slack


async def _serve(options: argparse.Namespace) -> None:
    manifest: dict[str, Any] | None = None
    if options.manifest:
        manifest = yaml.safe_load(options.manifest.read_text())  # JSON is YAML too
    slack = Slack(
        manifest,
        request_url=options.request_url,
        pace=Pace(options.deadline, tuple(options.retry or Pace().retries)),
        enforce_limits=options.limits,
        port=options.port,
    )
    await slack.start(controls=True)
    print(json.dumps(about(slack)), flush=True)
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()
    await slack.stop()


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.wire.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="where to listen on 127.0.0.1; a free port by default")
    parser.add_argument("--manifest", type=Path, help="the app's manifest, JSON or YAML; without it all is allowed")
    parser.add_argument("--request-url", help="the app's address, for signed HTTP instead of Socket Mode")
    parser.add_argument("--limits", action="store_true", help="enforce rate limits")
    parser.add_argument("--deadline", type=float, default=3.0, help="seconds for an acknowledgement")
    parser.add_argument("--retry", type=float, action="append", help="seconds before a retry; once for each retry")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    _main()
