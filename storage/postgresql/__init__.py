"""PostgreSQL, for when several processes share one database.

The stores are the same as on SQLite. What differs is here: where a URL points, connections and their settings, doing a
unit of work among others, bringing the tables up to date when several processes start at once, and what failures mean.
"""
