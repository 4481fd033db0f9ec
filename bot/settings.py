"""All settings, typed; the only module that reads the environment and `.env`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.errors import SettingsError

BUILT_IN_PACK = Path(__file__).resolve().parent.parent / "content"
_APP = "greenroom"


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

    @field_validator("packs", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(Path(part).expanduser() for part in value.split(os.pathsep) if part.strip())
        return value

    @field_validator("grader", "log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{value!r} is not an IANA time zone such as Europe/Berlin") from None
        return value

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
        name = f"GREENROOM_{'_'.join(str(part) for part in first['loc'][:1]).upper()}"
        raise SettingsError(name, _plain(first["msg"])) from None
    except UnicodeDecodeError:
        raise SettingsError(".env", "the file is not UTF-8 text") from None


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "must be")
