"""What the application's role may do: exactly what is listed, granted anew at each migration."""

from sqlalchemy import Connection, text

from pixgen_catalog.tables import GRANTS, METADATA, SCHEMA

# Functions that routes and jobs call. The view's rule runs with the caller's rights, so it is here too.
FUNCTIONS = (
    "may_see",
    "bands",
    "put_images",
    "edit_image",
    "delete_image",
    "withdraw_consent",
    "confirm_erasures",
    "drop_from_index",
    "indexed_ids",
    "kin",
)


def grant(connection: Connection, role: str) -> None:
    """Takes every right in the schema away and gives back those that are listed.

    Args:
        connection: as the schema's owner, in the transaction of the migration.
        role: the application's role; its form was checked by the settings.

    Raises:
        ValueError: there is no such role.
    """
    known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).scalar()
    if not known:
        message = f"the role {role} does not exist: create it (CREATE ROLE {role} LOGIN), then migrate again"
        raise ValueError(message)
    for statement in _statements(connection, role):
        connection.exec_driver_sql(statement)


def _statements(connection: Connection, role: str) -> list[str]:
    functions = connection.execute(
        text(
            "SELECT oid::regprocedure::text FROM pg_proc "
            "WHERE pronamespace = CAST(:schema AS regnamespace) AND proname = ANY (:names)"
        ),
        {"schema": SCHEMA, "names": list(FUNCTIONS)},
    ).scalars()
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {SCHEMA} FROM PUBLIC, {role}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {SCHEMA} FROM PUBLIC, {role}",
        f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {SCHEMA} FROM PUBLIC, {role}",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}",
        *(f"GRANT {', '.join(GRANTS[name])} ON {SCHEMA}.{name} TO {role}" for name in sorted(GRANTS)),
        *(f"GRANT EXECUTE ON FUNCTION {function} TO {role}" for function in functions),
        # Readiness asks which revision the schema is at.
        f"GRANT SELECT ON {SCHEMA}.alembic_version TO {role}",
    ]


def ungranted() -> set[str]:
    """Tables on which the application has no right at all; the index of pictures is one, on purpose."""
    return {table.name for table in METADATA.sorted_tables} - set(GRANTS)
