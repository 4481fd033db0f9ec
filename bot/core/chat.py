"""What comes from a chat and what goes back: frozen, platform-neutral and complete.

Text in replies is Markdown of a small kind that every platform can show: paragraphs, `**bold**`, `*emphasis*`,
`` `code` ``, fenced code, and flat lists. What a member wrote never stands in such text: it travels in `Excerpt` and
`Quotation`, which renderers show literally.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.records import Origin


@dataclass(frozen=True, slots=True)
class ChatEvent:
    """Something a person did.

    Attributes:
        key: Unique id of the platform's event or message; the same on redelivery.
        origin: Where it came from.
        at: When the platform says it happened, aware, UTC.
        command: Name of a command in COMMANDS.
        text: Free text that came with it, such as the answer.
        options: Named values, such as `question`, `track` or `answer_id`.
        by_admin: Whether the platform says that the person manages the workspace.
        roles: What the platform calls roles that the person holds, as they stand among a group's admins.
    """

    key: str
    origin: Origin
    at: datetime
    command: str
    text: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    by_admin: bool = False
    roles: tuple[str, ...] = ()


class ReplyKind(StrEnum):
    """What a reply is, so that an adapter can place it."""

    QUESTION = "question"
    RECEIPT = "receipt"
    CARD = "card"
    HINT = "hint"
    MODEL_ANSWER = "model-answer"
    SELF_CHECK = "self-check"
    PROGRESS = "progress"
    HISTORY = "history"
    SCHEDULE = "schedule"
    SUMMARY = "summary"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"
    HELP = "help"
    INTERVIEW = "interview"
    TURN = "turn"
    NOTICE = "notice"
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph or list in Greenroom's Markdown; `subtle` text is shown smaller or dimmer."""

    markdown: str
    subtle: bool = False


@dataclass(frozen=True, slots=True)
class Callout:
    """The one thing not to miss; `label` says what it is, such as "Next"."""

    label: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Short facts, shown side by side where there is room."""

    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One measured thing; `low` and `high` bound it where it is an estimate. All within 0 and `maximum`."""

    label: str
    value: float
    maximum: float
    low: float | None = None
    high: float | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars on one scale."""

    items: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage that a member wrote, shown literally, and what it is quoted for."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage of an excerpt to highlight, end exclusive; `good` passages earned something, others did not."""

    start: int
    end: int
    label: str
    good: bool = True


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A member's whole text, shown literally with passages highlighted; marks are ordered and do not overlap."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A point a member can tick; `hint` may quote what was found for it."""

    id: str
    text: str
    ticked: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """Points to tick, under a title."""

    title: str
    items: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A small table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Button:
    """Something a member can do now: a command of COMMANDS with its options."""

    label: str
    command: str
    options: Mapping[str, str] = field(default_factory=dict)
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    """Choices, in order of importance."""

    items: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, with words for those who do not see it.

    Attributes:
        name: The file's name.
        alt: The same in words.
        png: The picture; empty where it is only drawn in characters.
        characters: The same drawn in characters, lines of equal height, for a terminal; empty if it is not.
    """

    name: str
    alt: str
    png: bytes
    characters: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to keep, such as an export."""

    name: str
    media_type: str
    content: bytes


class FieldKind(StrEnum):
    """How a field of a form is filled in."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    TIME = "time"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a field's choices: what is sent, and what is shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    """Something to fill in.

    Attributes:
        name: The option it becomes, or `text` for the event's free text.
        label: What is asked for.
        kind: How it is filled in; `TIME` is `HH:MM`, `CHANNEL` a channel's id, `CHOICES` are joined by commas.
        value: What stands there already, in the form in which it is sent.
        choices: What can be chosen, for `CHOICE` and `CHOICES`.
        help: A line on how to fill it in.
        required: Whether it may stay empty.
        longest: Most characters of a line or text.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    value: str = ""
    choices: tuple[Choice, ...] = ()
    help: str = ""
    required: bool = True
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A command whose options or text are filled in by the member; sent, it becomes a `ChatEvent`.

    Attributes:
        title: What the form is for; platforms shorten it where they must.
        command: The command it carries.
        fields: What to fill in, the important things first.
        submit: What its button says.
        options: Options that are known already and travel along.
        notes: Text above the fields, in Greenroom's Markdown.
    """

    title: str
    command: str
    fields: tuple[FormField, ...]
    submit: str
    options: Mapping[str, str] = field(default_factory=dict)
    notes: str = ""


Part = Heading | Text | Callout | Facts | Bars | Quotation | Excerpt | Checklist | Rows | Picture | Document | Buttons


class Pin(StrEnum):
    """When a reply's message is pinned; what takes its place without a word about it leaves the pin as it is."""

    WHEN_POSTED = "when-posted"  # and not when it takes the place of another
    ANEW = "anew"
    NO_MORE = "no-more"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said back.

    Attributes:
        kind: What it is.
        parts: What it shows, in order.
        private: Whether only the member may see it; a receipt and a card go where the answer was given.
        context: Ids an adapter needs later, such as `question_id`, `answer_id` or `posting_id`.
        place: Where it goes, if not where it was asked for.
        slot: The place it fills on platforms that can edit what they showed; a later reply to it takes its place.
        pinned: Whether it is to be at hand where it stands; where a platform can and may pin. It is shown either way.
        vital: Whether what comes after it makes no sense to who has not seen it. Where a platform can leave no more
            than a word that there is something, it counts as undeliverable.
    """

    kind: ReplyKind
    parts: tuple[Part, ...]
    private: bool = True
    context: Mapping[str, str] = field(default_factory=dict)
    slot: str | None = None
    place: Origin | None = None
    pinned: Pin | None = None
    vital: bool = False
