"""The editor a person types into: several lines, paste, history, completion, and a toolbar that says what keys do.

This is the only module that needs prompt_toolkit, and is imported when there is a terminal to show it on.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app, run_in_terminal, set_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import get_cwidth

from bot.adapters.terminal.completion import CommandCompleter
from bot.adapters.terminal.safe import readable
from bot.adapters.terminal.source import Entry, Prompt, Source
from bot.adapters.terminal.translate import typed_command
from bot.adapters.terminal.words import say
from bot.adapters.terminal.wrapping import WordWrap
from bot.core.commands.typed import Choices

# Plain attributes only: every terminal theme, dark or light, makes its own of them.
_STYLE = Style.from_dict(
    {
        "bottom-toolbar": "noreverse dim",
        "placeholder": "dim",
        "mark": "bold ansicyan",
        "continuation": "dim",
        "accepted": "",
    }
)


class Editor(Source):
    """A prompt that lives as long as the conversation, so that its history does.

    Args:
        choices: What can be completed.
        keys: Where keys come from; standard input unless told otherwise.
        screen: Where it shows; standard output unless told otherwise.
    """

    def __init__(self, choices: Choices, keys: Input | None = None, screen: Output | None = None) -> None:
        self._prompt = Prompt("")
        self._cleared = False
        self._session: PromptSession[str | Entry | None] = PromptSession(
            multiline=True,
            key_bindings=self._bindings(),
            completer=CommandCompleter(choices),
            complete_while_typing=Condition(lambda: get_app().current_buffer.text.startswith("/")),
            reserve_space_for_menu=7,
            prompt_continuation=_continuation,
            bottom_toolbar=self._toolbar,
            style=_STYLE,
            enable_suspend=True,
            enable_open_in_editor=True,
            refresh_interval=1.0,
            input_processors=[WordWrap(lambda: get_cwidth(self._prompt.mark))],
            input=keys,
            output=screen,
        )
        self._session.default_buffer.on_text_changed += self._typed

    @property
    def scripted(self) -> bool:
        """False: a person sits at it."""
        return False

    @property
    def busy(self) -> bool:
        """Whether something is half typed, or a draft is being changed."""
        return bool(self._session.default_buffer.text.strip())

    async def read(self, prompt: Prompt) -> Entry | None:
        """What the member types, or None if they leave."""
        self._prompt = prompt
        self._cleared = False
        try:
            typed = await self._session.prompt_async(
                [("class:mark", prompt.mark)],
                default=prompt.draft,
                placeholder=lambda: [("class:placeholder", prompt.placeholder())],
                set_exception_handler=False,
            )
        except EOFError:  # the terminal itself has gone
            return None
        if not isinstance(typed, str):
            return typed
        shown = readable(typed)
        return Entry(shown, say("input.not-utf8.typed") if shown != typed else "")

    async def above(self, show: Callable[[], None]) -> None:
        """Print above the prompt, which is drawn again below."""
        with set_app(self._session.app):
            await run_in_terminal(show)

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()
        keys.add("enter")(self._on_enter)
        keys.add("escape", "enter")(self._on_send)
        keys.add("c-d")(self._on_end)
        keys.add("c-c")(self._on_interrupt)
        keys.add("<sigint>")(self._on_interrupt)
        return keys

    def _on_enter(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if self._enter_sends(buffer) and (typed_command(buffer.text) or not _more_keys_wait(event)):
            self._send(event)
        elif buffer.text.strip():
            buffer.newline(copy_margin=False)

    def _enter_sends(self, buffer: Buffer) -> bool:
        if self._prompt.one_line or typed_command(buffer.text) is not None:
            return True
        document = buffer.document
        return bool(buffer.text.strip()) and document.is_cursor_at_the_end and not document.current_line.strip()

    def _on_send(self, event: KeyPressEvent) -> None:
        if event.current_buffer.text.strip():
            self._send(event)

    def _on_end(self, event: KeyPressEvent) -> None:
        if event.current_buffer.text.strip():
            self._send(event)
        else:
            self._leave(event)

    def _on_interrupt(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        had_text = bool(buffer.text.strip())
        if had_text:
            buffer.append_to_history()
        if self._prompt.cancellable:
            event.app.exit(result=Entry(cancelled=True), style="class:accepted")
        elif had_text:
            buffer.reset()
            self._cleared = True
        else:
            self._leave(event)

    def _send(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        buffer.text = buffer.text.rstrip()
        buffer.validate_and_handle()

    def _leave(self, event: KeyPressEvent) -> None:
        event.app.exit(result=None, style="class:accepted")

    def _typed(self, buffer: Buffer) -> None:
        if buffer.text:
            self._cleared = False

    def _toolbar(self) -> str:
        width = max(1, get_app().output.get_size().columns)
        line = "  ".join(part for part in (self._prompt.status(), self._keys()) if part)
        return "\n".join(textwrap.wrap(line, width))

    def _keys(self) -> str:
        text = self._session.default_buffer.text
        if self._cleared:
            return say("bar.cleared")
        if self._prompt.one_line:
            return say("bar.ticks")
        if typed_command(text) is not None or text == "/":
            return say("bar.command")
        if not text.strip():
            return say("bar.empty")
        if self._enter_sends(self._session.default_buffer):
            return say("bar.ready")
        return say("bar.typing")


def _continuation(width: int, _line: int, _soft: int) -> StyleAndTextTuples:
    return [("class:continuation", " " * width)]


def _more_keys_wait(event: KeyPressEvent) -> bool:
    """Whether more keys came in at the same moment: a paste on a terminal that does not announce its pastes."""
    quiet = {Keys.CPRResponse, Keys.Ignore}
    return any(press.key not in quiet and press.data != "_Flush" for press in event.app.key_processor.input_queue)
