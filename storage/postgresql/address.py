"""What a PostgreSQL URL says: libpq reads it, so that all that works in `psql` works here. No password leaves here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from bot.core.errors import StorageError

_SHAPE = "write postgresql://USER:PASSWORD@HOST:5432/DATABASE in GREENROOM_DATABASE_URL"
_ENCODE = f"{_SHAPE}, with %40 for @, %2F for /, %3F for ? and %25 for % in the password"


@dataclass(frozen=True)
class Address:
    """Where a database is and how to get in.

    Attributes:
        name: What to call it in messages: host, port and database, without user and password.
        parameters: libpq's connection parameters.
    """

    name: str
    parameters: Mapping[str, str | int] = field(repr=False)


def read_address(url: str) -> Address:
    """The address that a URL gives.

    Raises:
        StorageError: It cannot be read; the message holds nothing of it that could be a password.
    """
    _, _, rest = url.strip().partition("://")
    authority, separator, end = re.split(r"([/?])", rest, maxsplit=1) if re.search("[/?]", rest) else (rest, "", "")
    if authority.count("@") > 1 or "@" in end:
        raise StorageError("the database URL has an @ too many", _ENCODE)
    try:
        found = conninfo_to_dict(f"postgresql://{authority}{separator}{end}")
    except ProgrammingError:
        raise StorageError("the database URL cannot be read", _ENCODE) from None  # libpq's words quote the password
    parameters = {name: value for name, value in found.items() if value is not None}
    if not re.fullmatch(r"[0-9,]*", str(parameters.get("port", ""))):
        raise StorageError("the port in the database URL is not a number", _ENCODE)
    return Address(_name(parameters), parameters)


def _name(parameters: Mapping[str, str | int]) -> str:
    host, port, database = (str(parameters.get(key, "")) for key in ("host", "port", "dbname"))
    if "/" in host:  # a folder with the server's socket
        return f"postgresql:///{database}?host={host}"
    bracketed = f"[{host}]" if ":" in host else host
    return f"postgresql://{bracketed}{':' if port else ''}{port}/{database}"
