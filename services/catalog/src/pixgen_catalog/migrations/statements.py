"""Runs the SQL files that migrations are written in."""

from importlib import resources

from alembic import context, op


def run_file(name: str) -> None:
    """Runs one file of statements, or prints it when there is no database.

    Args:
        name: file in ``migrations/sql``; a migration's files are never changed once it is released.
    """
    text = resources.files(__package__).joinpath("sql", name).read_text(encoding="utf-8")
    if context.is_offline_mode():
        context.static_output(text)
    else:
        # As it stands: the driver must take no percent sign or colon for a parameter.
        op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})
