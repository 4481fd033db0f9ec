"""Where practice is kept: the stores and the job queue behind the core's ports, on SQLite or PostgreSQL."""
