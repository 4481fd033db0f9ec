"""Where typed words come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.core.chat import ChatEvent


def _nothing() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked for.

    Attributes:
        mark: Stands before what is typed.
        placeholder: What stands there as long as nothing is typed.
        draft: Text to start from.
        one_line: Whether Enter sends at once.
        cancellable: Whether Ctrl-C goes back instead of leaving.
        status: What to show beside the keys, asked once a second.
    """

    mark: str
    placeholder: Callable[[], str] = _nothing
    draft: str = ""
    one_line: bool = False
    cancellable: bool = False
    status: Callable[[], str] = _nothing


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed.

    Attributes:
        text: The words.
        problem: One line on what could not be read, if anything.
        cancelled: Whether the member went back instead.
    """

    text: str = ""
    problem: str = ""
    cancelled: bool = False


class Overhearing(Protocol):
    """A mock interview in which what is typed may be said."""

    async def overhear(self, event: ChatEvent) -> bool:
        """Take in what was typed as something said in an interview; False if it is none of its business."""
        ...

    async def heard_out(self) -> None:
        """Wait until the interviewer has said what there is to say."""
        ...


class Source(Protocol):
    """Something that words are typed into."""

    @property
    def scripted(self) -> bool:
        """Whether nobody sits at it, so that what it says has to be repeated on the screen."""
        ...

    @property
    def busy(self) -> bool:
        """Whether something is half typed."""
        ...

    async def read(self, prompt: Prompt) -> Entry | None:
        """The next thing typed; None when whoever types has left."""
        ...

    async def above(self, show: Callable[[], None]) -> None:
        """Print something while `read` waits."""
        ...
