"""A store in an SQL database: SQLite or PostgreSQL. All SQL there is stands here."""

from asl.stores.sql.store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
