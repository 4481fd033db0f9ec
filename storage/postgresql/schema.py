"""Which revision of the schema a database has, and bringing it up to date when several processes start at once."""

from __future__ import annotations

from sqlalchemy import Connection, text

from bot.core.errors import StorageError
from storage import schema

# Tables of extensions that were put into the same schema are nobody's program.
_TABLES = text(
    "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = current_schema() AND relkind IN ('r', 'p') AND NOT EXISTS ("
    "SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')"
)
_VERSION = text("SELECT version_num FROM alembic_version")
_OURS = frozenset({"alembic_version", "answers", "jobs"})  # made by the first revision

# Of this program, in this database: any number will do that nobody else would think of. Waiting is for a migration.
_WAIT = text("SET LOCAL lock_timeout = '10min'")
_LOCK = text("SELECT pg_advisory_xact_lock(7310868035)")


def revision_of(connection: Connection, name: str) -> str | None:
    """The database's revision, or none where there are no tables.

    Raises:
        StorageError: Its tables are not ours, or of a newer version.
    """
    tables = set(connection.execute(_TABLES).scalars())
    if not tables:
        return None
    found = connection.execute(_VERSION).scalar() if tables >= _OURS else None
    if found is None or not found.isdigit():
        raise StorageError(
            f"the database {name} has tables of another program",
            "name a database of its own in GREENROOM_DATABASE_URL, or a schema: add ?options=-csearch_path%3DSCHEMA",
        )
    if found not in schema.REVISIONS:
        raise StorageError(
            f"the database {name} was migrated by a newer version of Greenroom "
            f"(schema {found}, known up to {schema.HEAD})",
            "install that version, or restore the dump made before the upgrade",
        )
    return str(found)


def require_current(connection: Connection, name: str) -> None:
    """Make sure that a database can be read as it is.

    Raises:
        StorageError: Its schema is older or newer than this version's, or it is no database of ours.
    """
    found = revision_of(connection, name)
    if found != schema.HEAD:
        raise StorageError(
            f"the database {name} has the schema of another version ({found or 'none'}, not {schema.HEAD})",
            "start Greenroom once on it, which brings it up to date",
        )


def bring_up_to_date(connection: Connection, name: str) -> None:
    """Migrate within one transaction; of processes that start together one does it, and the others wait for that.

    A failure leaves the database as it was.

    Raises:
        StorageError: It is newer than this version, or is not ours.
    """
    if revision_of(connection, name) == schema.HEAD:
        return
    connection.execute(_WAIT)
    connection.execute(_LOCK)
    if revision_of(connection, name) == schema.HEAD:
        return
    from alembic import command

    command.upgrade(schema.alembic_config(connection), "head")
