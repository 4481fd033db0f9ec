"""`python -m bot` is the greenroom command."""

from __future__ import annotations

import os
import sys

_INTERRUPTED = 130
_READER_GONE = 141


def main() -> None:
    """Run the command line; whatever can be expected to go wrong ends it with one clear line."""
    try:
        code = _run()
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except BrokenPipeError:
        code = _READER_GONE
        _forget_output()
    except OSError as error:
        code = _say(_described(error), 1)
        _forget_output()
    sys.exit(code)


def _run() -> int | str | None:
    _open_closed_streams()
    from bot.cli import app
    from bot.core.errors import GreenroomError, SettingsError, UnknownQuestionError

    output = sys.stdout
    try:
        app()
    except SettingsError as error:
        return _say(str(error), 2)
    except UnknownQuestionError as error:
        return _say(str(error) if error.near else f"{error}; `greenroom questions list` shows them all", 1)
    except GreenroomError as error:
        return _say(str(error), 1)
    except SystemExit as end:
        if sys.stdout is not output:  # so Typer leaves it, with an exit code of 1, when nobody reads any more
            raise BrokenPipeError from None
        sys.stdout.flush()
        return end.code
    return 0


def _open_closed_streams() -> None:
    """Give a program that was started with a stream closed one that holds nothing, or keeps nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end


def _forget_output() -> None:
    """Point standard output elsewhere, so that closing what cannot be written does not fail as well."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _described(error: OSError) -> str:
    what = f"{error.filename}: " if error.filename else ""
    return f"{what}{error.strerror or error}; make room or give access, and try again"


def _say(message: str, code: int) -> int:
    print(f"greenroom: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
