"""How Alembic comes to the database: on the connection that `migrate` gave, or as a script."""

from alembic import context

from asl.stores.sql.tables import METADATA

_settings = context.config.attributes

if context.is_offline_mode():
    context.configure(
        dialect_name=_settings["dialect"], target_metadata=METADATA, transactional_ddl=True
    )
else:
    context.configure(
        connection=_settings["connection"], target_metadata=METADATA, transactional_ddl=True
    )
with context.begin_transaction():
    context.run_migrations()
