"""`python -m bot` is the greenroom command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; whatever was raised on purpose ends it with one clear line."""
    from bot.cli import app
    from bot.core.errors import GreenroomError, SettingsError

    try:
        app()
    except SettingsError as error:
        sys.exit(_say(error, 2))
    except GreenroomError as error:
        sys.exit(_say(error, 1))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has gone; point it elsewhere so that closing it does not fail as well.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _say(error: Exception, code: int) -> int:
    print(f"greenroom: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
