"""What can go wrong with a PostgreSQL database, in words that name it and what to do, and never its password.

Once connected the server sends a code (https://www.postgresql.org/docs/current/errcodes-appendix.html). While
connecting there are words only, which a server may say in another language: those that are not known are quoted.
"""

from __future__ import annotations

import re

import psycopg
from sqlalchemy.exc import DBAPIError

from bot.core.errors import StorageError

_START = "start PostgreSQL, or correct host and port in GREENROOM_DATABASE_URL, and try again"
_NO_TLS = "turn TLS on at the server, or set sslmode=prefer in GREENROOM_DATABASE_URL"
_TLS = "correct sslmode and the certificates' files in GREENROOM_DATABASE_URL"
_FEWER = "raise max_connections on the server, or run fewer processes"
_WAIT = "wait a moment and try again"
_NAME = "correct the host in GREENROOM_DATABASE_URL"
_BUG = "report this as a bug, with the log"

# What libpq says while connecting, the more particular first; what it means; the remedy.
_BY_WORDS: tuple[tuple[str, str, str], ...] = (
    ("password authentication failed", "does not accept the user or the password", "correct both in the database URL"),
    ("no password supplied", "asks for a password", "put it into the database URL, after the user and a colon"),
    ('role ".*" does not exist', "does not know the user", "correct it in the database URL, or CREATE ROLE ... LOGIN"),
    ("not permitted to log in", "does not let the user log in", "ALTER ROLE ... LOGIN, or name another user"),
    (
        'database ".*" does not exist',
        "is not there",
        "make it with `createdb`, or correct its name in the database URL",
    ),
    ("permission denied for database", "does not let the user connect", "GRANT CONNECT ON DATABASE ... TO the user"),
    ("does not support SSL", "has no TLS, which the database URL asks for", _NO_TLS),
    ("no pg_hba.conf entry", "refuses connections like this one", "allow it in pg_hba.conf, or try sslmode=require"),
    ("certificate|SSL|TLS", "cannot be reached: TLS failed", _TLS),
    ("too many clients|too many connections|slots are reserved", "has no connection left", _FEWER),
    ("starting up|shutting down|recovery mode", "is just starting or stopping", _WAIT),
    ("Connection refused", "cannot be reached: nothing listens there", _START),
    ("No such file or directory", "cannot be reached: there is no server's socket", _START),
    ("host name|resolve|Name or service", "cannot be reached: nobody knows its host's name", _NAME),
    ("timeout|timed out", "cannot be reached: no answer in time", "check the host, the network and firewalls"),
    ("closed the connection|terminating connection|Broken pipe|reset by peer", "has ended the connection", _WAIT),
)

# How SQLSTATE begins, the more particular first.
_BY_CODE: tuple[tuple[str, str, str], ...] = (
    (
        "42501",
        "refuses the user",
        "let the user own the database, or GRANT ALL ON SCHEMA ... and its tables to the user",
    ),
    ("53100", "cannot grow: the server's disk is full", "free some space and try again; what was stored is safe"),
    ("53300", "has no connection left", _FEWER),
    (
        "25006",
        "can only be read: its server is a standby",
        "name the primary, or add target_session_attrs=read-write to the database URL",
    ),
    ("57014", "gave up on a statement that took too long", "look for what keeps the server busy, and try again"),
    ("57P", "has been shut down or restarted", _WAIT),
    ("08", "has ended the connection", _WAIT),
    ("55P03", "is held up by another transaction", "look for long transactions on the server, and try again"),
    ("40", "could not settle a conflict with another process", _WAIT),
    ("42P01", "has lost a table", "restore a backup, or name an empty database"),
    ("22", "refused a value", _BUG),
    ("23", "refused a row that breaks its rules", _BUG),
    ("XX00", "is damaged", "look into the server's log, and restore a backup"),
)
_PASSING = ("42501", "53", "25006", "57P", "08", "55P03", "40")
_NAMES_NO_VALUES = ("42", "53", "54", "58")  # classes of errors whose words tell of tables and limits, not of answers


def storage_error(error: psycopg.Error | DBAPIError, name: str) -> StorageError:
    """What an error of the driver means, and what to do about it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code, words = getattr(cause, "sqlstate", None) or "", str(cause)
    if not code:
        return _without_code(words, name, isinstance(cause, psycopg.OperationalError))  # else a value was refused
    said = f" ({_first_line(words)})" if code.startswith(_NAMES_NO_VALUES) else ""
    for start, problem, remedy in _BY_CODE:
        if code.startswith(start):
            return StorageError(f"the database {name} {problem}{said}", remedy, code.startswith(_PASSING))
    return StorageError(f"the database {name} cannot be used (SQLSTATE {code}{said})", "look into the server's log")


def lost_at_commit(name: str) -> StorageError:
    """What is said when the connection broke while a transaction was being committed."""
    problem = f"the connection to the database {name} was lost at the moment of storing, so it may be stored or not"
    return StorageError(problem, "try again: nothing is stored twice", passes=True)


def _without_code(words: str, name: str, passes: bool) -> StorageError:
    for pattern, problem, remedy in _BY_WORDS:
        if re.search(pattern, words):
            return StorageError(f"the database {name} {problem}", remedy, passes)
    problem = f"the database {name} cannot be used ({_first_line(words)})"
    return StorageError(problem, "check GREENROOM_DATABASE_URL", passes)


def _first_line(words: str) -> str:
    return words.strip().partition("\n")[0]
