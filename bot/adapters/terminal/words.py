"""What the terminal itself says; what it passes on is worded in the core."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # The prompt
        "prompt.answer": "Type your answer; / for commands",
        "prompt.again": "Type a better try; / for commands",
        "prompt.ticks": "such as 1 3 4; Enter skips",
        "prompt.follow-up": "What you would say to what the interviewer asks",
        "prompt.interview": "Say it; /hint, /skip, /time, /pause",
        "prompt.none": "/question asks today's question",
        "mark.answer": "› ",
        "mark.revise": "revise › ",
        "mark.follow-up": "follow-up › ",
        "mark.ticks": "I said › ",
        # The toolbar
        "bar.command": "Enter runs it · Tab completes",
        "bar.empty": "/ commands · Ctrl-D leaves",
        "bar.ready": "Enter on this empty line sends · or type on",
        "bar.typing": "Enter new line, twice sends · Ctrl-D sends",
        "bar.ticks": "Enter saves · empty skips",
        "bar.cleared": "Kept: ↑ brings it back · Ctrl-C again leaves",
        "bar.revising": "Ctrl-C keeps the old answer",
        "bar.following": "It goes on from your answer · Ctrl-C leaves it",
        "document": "{name} ({size:,} bytes)",
        "document.saved": "Written to `{name}` in this folder ({size:,} bytes); only you can read it.",
        "document.not-saved": "`{name}` could not be written here ({reason}). Start Greenroom in a folder of your own.",
        # Before and after an answer
        "spinner.reading": "Reading your answer",
        "spinner.earlier": "Reading your answer from before",
        "spinner.long": "Still reading. Your answer is saved; Ctrl-C lets you go on",
        "waiting.on": "The card comes here as soon as it is there. Go on meanwhile.",
        "waiting.long": "No grade yet. Your answer is saved; its card comes here, or at your next start.",
        "earlier": "Your answer from before was graded:",
        # Questions that come by themselves
        "asked": "Your schedule asks:",
        "asked.waits": "It waits for you: `/question {id}` opens it.",
        "asked.next": "A question of your schedule waits: `/question {id}` opens it.",
        # What an interviewer began to say and did not
        "draft.instead": "I'll put it differently:",
        # Revising, ticking
        "revise.same": "That is the same text, so nothing was sent.",
        "revise.cancelled": "Your answer stays as it is.",
        "revise.none": "There is no answer to revise yet. Type one first.",
        "answer.no-question": "No question is open. `/question` asks today's.",
        "ticks.bad": "Type the numbers in front of the points, such as `1 3 4` or `1-3`; `none` for none.",
        "ticks.range": "There is no point {number}; they run from 1 to {count}.",
        "command.unknown": "There is no command `/{name}`. `/help` lists them; a line that starts with `//` is text.",
        "command.near": "There is no command `/{name}`. Did you mean {near}?",
        "input.not-utf8": "Line {line} of the input is not UTF-8 text; what cannot be read is kept as \ufffd.",
        "input.not-utf8.typed": "Some of that was not UTF-8 text; what cannot be read is kept as \ufffd.",
        # Leaving
        "leave": "Nothing is lost: what you sent is saved. See you at the next question.",
        "leave.told": "Greenroom was told to stop. What you sent is saved; what you were typing was not sent.",
        # Replies
        "mark.good": "counts for {label}",
        "buttons.lead": "You can:",
        "ticks.how": "Type the numbers of the points you made, such as `1 3 4`.",
        # Help
        "help.title": "Type your answer; everything else starts with a slash",
        "help.columns": "Command|What it does",
        "help.keys": "Keys",
        "help.question": "today's question, or one by ID, track, skill, style, difficulty (3 or 2-4)",
        "help.another": "a question you have not had; takes the same words",
        "help.answer": "an answer; typing alone does the same",
        "help.send": "ends an answer in a script; after a bare /answer line it may hold empty lines",
        "help.quit": "leaves; nothing is lost",
        "help.key.enter": "**Enter** starts a new line; on an empty line it sends. A paste never sends by itself",
        "help.key.send": "**Ctrl-D** or **Esc Enter** sends at once; on an empty prompt **Ctrl-D** leaves",
        "help.key.clear": "**Ctrl-C** clears what you typed; **↑** brings it back, and what you sent before too",
        "help.key.editor": "**Ctrl-X Ctrl-E** opens your own editor",
    }
)


def say(key: str, /, **values: object) -> str:
    """The text under a key with its values filled in.

    Raises:
        KeyError: There is no such key, or a value is missing.
    """
    return WORDS[key].format_map(values)
