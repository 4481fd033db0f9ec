"""All settings, typed; the only module that reads the environment and `.env`."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_cache_path, user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.errors import SettingsError

BUILT_IN_PACK = Path(__file__).resolve().parent.parent / "content"
_APP = "greenroom"
_SENT_IN_HEADERS = ("claude_api_key", "slack_bot_token", "slack_app_token", "discord_token")
_SECRETS = (*_SENT_IN_HEADERS, "slack_signing_secret", "slack_client_secret", "encryption_key")
_PLAIN_WORD = re.compile("[!-~]+")


def _default_database() -> str:
    return f"sqlite:///{user_data_path(_APP, appauthor=False) / 'greenroom.db'}"


def _default_cache() -> Path:
    return user_cache_path(_APP, appauthor=False)


def system_time_zone() -> str:
    """The IANA name of this machine's zone, or UTC where it cannot be told."""
    from tzlocal import get_localzone_name

    try:
        name = get_localzone_name()
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
    return name or "UTC"


class Settings(BaseSettings):
    """What can be set, each by an environment variable `GREENROOM_...` or a line in `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="GREENROOM_", env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore"
    )

    database_url: str = Field(default_factory=_default_database, description="Where answers are kept.")
    grader: Literal["auto", "claude", "local"] = Field(
        default="auto", description="Who judges: `local` is the offline estimate, `auto` the best that is set up."
    )
    packs: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(), description="Further folders with questions, separated as in PATH."
    )
    time_zone: str = Field(
        default_factory=system_time_zone, description="IANA zone in which days are counted; the machine's by default."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="How much is written to standard error."
    )
    cache_dir: Path = Field(default_factory=_default_cache, description="Folder for what can be made again.")
    weights: Path | None = Field(
        default=None, description="Folder with MiniLM's files, where they are not installed as a package."
    )

    claude_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("GREENROOM_CLAUDE_API_KEY", "ANTHROPIC_API_KEY"),
        description="Key for the server that Claude is asked at.",
    )
    claude_base_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("GREENROOM_CLAUDE_BASE_URL", "ANTHROPIC_BASE_URL"),
        description="Another server of the Messages API, such as one at home.",
    )
    claude_model: str = Field(default="claude-sonnet-5-5", min_length=1, description="The model that grades.")
    claude_effort: Literal["default", "low", "medium", "high", "xhigh", "max"] = Field(
        default="default", description="How much work the model puts into an answer; `default` leaves it to the model."
    )
    claude_timeout: float = Field(default=120.0, ge=1, le=3600, description="Most seconds for one request.")
    claude_max_tokens: int = Field(
        default=16_000, ge=1_000, le=128_000, description="Most tokens of one reply, thinking included."
    )
    claude_prices: Annotated[tuple[float, ...] | None, NoDecode] = Field(
        default=None,
        description="US dollars for a million tokens, separated by commas: read, written, and, if known, written to "
        "the cache and read from it. Replaces the list price.",
    )

    slack_bot_token: SecretStr | None = Field(default=None, description="Slack's bot token, `xoxb-...`.")
    slack_app_token: SecretStr | None = Field(
        default=None, description="Slack's app-level token, `xapp-...`, with which Socket Mode is used."
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="Slack's signing secret, with which events are taken over HTTP instead."
    )
    slack_client_id: str | None = Field(default=None, description="Slack's client id, to be installed by workspaces.")
    slack_client_secret: SecretStr | None = Field(default=None, description="Slack's client secret, likewise.")
    slack_port: int = Field(default=3000, ge=0, le=65_535, description="Port for Slack's events over HTTP.")
    slack_public_url: str | None = Field(
        default=None, description="Where Slack reaches that port from outside, such as `https://greenroom.example`."
    )
    slack_base_url: str = Field(default="https://slack.com/api/", description="Slack's Web API.")
    encryption_key: SecretStr | None = Field(
        default=None, description="Key with which workspaces' tokens are kept; needed where workspaces install the app."
    )
    discord_token: SecretStr | None = Field(default=None, description="Discord's bot token.")
    discord_base_url: str | None = Field(default=None, description="Another REST API than Discord's own.")
    discord_gateway_url: str | None = Field(default=None, description="Another gateway than Discord's own.")

    provisional_after: float = Field(
        default=15.0,
        ge=0,
        le=10_080,
        description="Minutes until an estimate stands in for a judge that is away.",
    )

    monthly_budget_usd: float = Field(
        default=0.0, ge=0, description="Most US dollars that judging may cost a group in a month; 0 for no limit."
    )
    lateness_hours: float = Field(
        default=6.0,
        gt=0,
        le=168,
        description="A scheduled question that is late by less is still put, with a note; a later one is left out.",
    )
    interview_pause: float = Field(
        default=4.0, ge=0, le=30, description="Most seconds between two of an interviewer's messages; 0 for none."
    )
    interview_patience: float = Field(
        default=4.0,
        ge=0,
        le=30,
        description="Seconds of silence after which an answer in an interview is taken up; 0 for at once.",
    )
    daily_answers: int = Field(default=0, ge=0, description="Most answers of a member in a day; 0 for no limit.")

    @field_validator("packs", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(Path(part).expanduser() for part in value.split(os.pathsep) if part.strip())
        return value

    @field_validator("claude_prices", mode="before")
    @classmethod
    def _split_prices(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            prices = tuple(float(part) for part in value.split(","))
        except ValueError:
            prices = ()
        if len(prices) not in {2, 4} or not all(0 <= price < 1e6 for price in prices):
            raise ValueError(f"{value!r} is not two or four prices such as 2,10 or 2,10,2.5,0.1")
        return prices

    @field_validator(*_SECRETS)
    @classmethod
    def _bare(cls, value: SecretStr | None) -> SecretStr | None:
        """A secret without the line break at its end that files and copies bring along."""
        bare = value.get_secret_value().strip() if value is not None else ""
        return SecretStr(bare) if bare else None

    @field_validator(*_SENT_IN_HEADERS)
    @classmethod
    def _sendable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _PLAIN_WORD.fullmatch(value.get_secret_value()):
            raise ValueError("holds a space, a line break or a letter that no key has; copy it again")
        return value

    @field_validator("claude_base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{value!r} is not an address such as http://localhost:11434")
        return value.strip().rstrip("/").removesuffix("/v1")

    @field_validator("grader", "log_level", "claude_effort", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("cache_dir", "weights")
    @classmethod
    def _home(cls, value: Path | None) -> Path | None:
        try:
            return value.expanduser() if value is not None else None
        except RuntimeError:
            raise ValueError(f"{str(value)!r} names a home folder that is not known") from None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{value!r} is not an IANA time zone such as Europe/Berlin") from None
        return value

    @property
    def judge_server(self) -> str | None:
        """Where answers are sent to be graded, for people to read; None if they stay on this machine."""
        if not self.asks_claude:
            return None
        return urlsplit(self.claude_base_url).netloc if self.claude_base_url else "Anthropic"

    @property
    def serves_chats(self) -> bool:
        """Whether a chat platform is set up."""
        return bool(self.slack_bot_token or self.slack_client_id or self.discord_token)

    @property
    def asks_claude(self) -> bool:
        """Whether a model judges: where it is chosen, or a key or another server is set."""
        reachable = self.claude_api_key is not None or self.claude_base_url is not None
        return self.grader == "claude" or (self.grader == "auto" and reachable)

    @property
    def stand_in_after(self) -> timedelta | None:
        """How long an answer waits before an estimate stands in; none for never, and where it is the judge."""
        return timedelta(minutes=self.provisional_after) if self.asks_claude and self.provisional_after else None

    @property
    def pack_folders(self) -> tuple[Path, ...]:
        """Folders to load questions from, the built-in bank first."""
        return (BUILT_IN_PACK, *self.packs)


def load_settings() -> Settings:
    """Settings from the environment and `.env`.

    Raises:
        SettingsError: The first value that cannot be used, by the name it is set under.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        field = "_".join(str(part) for part in first["loc"][:1]).upper()
        name = field if field.startswith("GREENROOM_") else f"GREENROOM_{field}"
        theirs = name.replace("GREENROOM_CLAUDE_", "ANTHROPIC_")
        name = theirs if not os.environ.get(name) and os.environ.get(theirs) else name
        raise SettingsError(name, _plain(first["msg"])) from None
    except UnicodeDecodeError:
        raise SettingsError(".env", "the file is not UTF-8 text") from None
    except OSError as error:
        raise SettingsError(".env", f"the file cannot be read: {error.strerror}") from None


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "must be")
