"""How the tables came to be: numbered steps, run at start when the file is behind.

`python -m storage.migrations "add schedules"` writes the next step from what `storage.tables` says; read it, mend it,
and add its number to `storage.schema.REVISIONS`.
"""
