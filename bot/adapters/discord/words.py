"""What the Discord adapter itself says; what it passes on is worded in the core."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Replies
        "mark.good": "counts for {label}",
        "hidden": "Hidden, so that others can still try. Tap to see it.",
        "ticks.placeholder": "Choose the points you made",
        "ticks.placeholder.part": "Choose the points you made, {first} to {last}",
        "ticks.how": "Choose below; each choice is saved at once.",
        # Forms
        "form.text.part": "{label}, continued",
        "form.text.how": "A box holds 4,000 characters; a longer text goes on in the next one.",
        "form.text.more": "Only for what did not fit above.",
        "form.time.how": "Hours and minutes, such as 09:00 or 17:30",
        "form.many.how": "One or more, with commas between them",
        "form.page": " ({page}/{pages})",
        "form.so-far": "**{title}**: part {page} of {pages} is filled in. Nothing is saved until the last one is sent.",
        "form.go-on": "Go on",
        "form.nothing": "nothing",
        "form.again": "Fill in again",
        "form.unsaved": "That was not saved:",
        "form.kept": "So that you need not type it again, this is what you wrote:",
        "form.bad-time": "*{label}* has to be a time such as 09:00 or 17:30.",
        # What is said on the way
        "press.unknown": (
            "That button is from another version of me and does not work any more. `/help` lists what does; the same "
            "things are there as commands."
        ),
        "unsaved": "I could not save that just now, so nothing has changed. Please try again in a minute.",
        "failed": "Something went wrong on my side, so nothing has changed. Whoever runs me can see it in the log.",
        "reply-to-me": (
            "In the thread, mention me or use *Reply* on a message of mine: other messages I may not read here."
        ),
        "elsewhere": "Done. {link}",
        "direct.closed": (
            "{name}: I have something for you alone, but I cannot send you direct messages. Allow them in this "
            "server's privacy settings."
        ),
        "direct.somebody": "To the member it concerns",
        "direct.show": "Show it to me alone",
        # Which server direct messages belong to
        "home.stays": (
            "Your direct messages belong to **{server}**, and stay there: what you answered would stay behind."
        ),
        "home.somewhere": "another server",
        "home.choose": (
            "Your direct messages are a practice of your own. To have them count in a server that we share, name it: "
            "`/home server:`. You can choose once; what we share is offered while you type its name."
        ),
        "home.some": "Such as: {servers}.",
        "home.unknown": "I cannot tell which server you mean. Choose one of those that are offered while you type.",
        "home.chosen": (
            "From now on your direct messages belong to **{server}**. What you have answered here before stays behind, "
            "in a practice of your own."
        ),
        # Commands
        "command.home": "The server that your direct messages with me count for",
        "option.server": "one that we share",
        "command.grade-this": "Grade this answer",
        "option.text": "what you want to say; leave it out to write in a window",
    }
)


def say(key: str, /, **values: object) -> str:
    """The text under a key with its values filled in.

    Raises:
        KeyError: There is no such key, or a value is missing.
    """
    return WORDS[key].format_map(values)
