"""How Alembic reaches the database: by a connection that `catalog migrate` hands over; else it prints SQL."""

from alembic import context

from pixgen_catalog.tables import METADATA, SCHEMA

OPTIONS = {"target_metadata": METADATA, "version_table_schema": SCHEMA, "include_schemas": True}

connection = context.config.attributes.get("connection")
if connection is None:
    context.configure(dialect_name="postgresql", literal_binds=True, **OPTIONS)
else:
    context.configure(connection=connection, **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
