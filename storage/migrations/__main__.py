"""Write the next migration: `python -m storage.migrations "what it does"`."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from storage.engine import writing_engine
from storage.schema import HEAD, alembic_config, bring_up_to_date


def main(message: str) -> None:
    """Compare the tables as they are declared with a database at the last revision, and write the difference down."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "at-head.db"
        path.touch()
        bring_up_to_date(path)
        engine = writing_engine(path)
        with engine.connect() as connection:
            config = alembic_config(connection)
            command.revision(config, message, autogenerate=True, rev_id=f"{int(HEAD) + 1:04}")
        engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('usage: python -m storage.migrations "what it does"')
    main(sys.argv[1])
