"""The tables, declared once. Migrations are made from them and held to them by a test.

Imported by migrations and tests only: SQLModel costs a quarter of a second, and the SQL on the way
of every save is faster without it. Instants are microseconds since 1970 in UTC; JSON is text.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
# Compared byte by byte in every locale: what lies below a path is a range of paths.
_PATH = Text().with_variant(Text(collation="C"), "postgresql")
# Numbers that are never given twice, also after the newest row was deleted.
_COUNTED = {"sqlite_autoincrement": True}
# Rows that stand in the index of their key, there being no other order to look for them in.
_KEYED = {"sqlite_with_rowid": False}


def _of(column: str, *, ondelete: str | None = None) -> list[ForeignKey]:
    return [ForeignKey(column, ondelete=ondelete)]


class Table(SQLModel):
    """What the tables share: their collection of all tables."""


class Revisions(Table, table=True):
    """Revisions of state machines; kept while a machine, a version or an execution needs them."""

    __tablename__ = "revisions"
    __table_args__ = _COUNTED

    id: int | None = Field(default=None, primary_key=True, sa_type=_NUMBER)
    machine_arn: str = Field(sa_type=Text)
    revision_id: str | None = Field(sa_type=Text)
    definition: str = Field(sa_type=Text)
    role_arn: str = Field(sa_type=Text)
    logging: str | None = Field(sa_type=Text)
    tracing: str | None = Field(sa_type=Text)
    encryption: str | None = Field(sa_type=Text)
    created_at: int = Field(sa_type=BigInteger)
