"""PostgreSQL: an engine that connects late, and transactions."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pixgen_common.errors import Code, PixGenError


def engine(url: str, *, name: str = "pixgen", pool_size: int = 10, statement_seconds: float = 15) -> Engine:
    """An engine that connects when it is first used, so that it may be made before a fork.

    Args:
        url: SQLAlchemy URL (``postgresql+psycopg2://``).
        name: shown in ``pg_stat_activity``.
        pool_size: connections kept.
        statement_seconds: longest time one statement may take.

    Returns:
        The engine.
    """
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=5,
        # A pooled connection may have died with the server: ask before use.
        pool_pre_ping=True,
        # An error's text may be logged, and parameters are people's words and values.
        hide_parameters=True,
        connect_args={
            "application_name": name,
            "connect_timeout": 3,
            "options": f"-c statement_timeout={int(statement_seconds * 1000)} -c timezone=UTC",
        },
    )


@contextmanager
def transaction(source: Engine) -> Iterator[Connection]:
    """One transaction: committed at the end, rolled back on any error.

    Args:
        source: the engine.

    Yields:
        The connection.

    Raises:
        PixGenError: UNAVAILABLE ``database.unavailable`` when the server cannot be reached.
    """
    try:
        with source.begin() as connection:
            yield connection
    except PoolTimeoutError as error:
        raise _unavailable() from error
    except DBAPIError as error:
        if error.connection_invalidated or (isinstance(error, OperationalError) and not error.statement):
            raise _unavailable() from error
        if _is_gone(error):
            raise _unavailable() from error
        raise


def check(source: Engine) -> None:
    """Proves that the server answers. Args: the engine. Raises: PixGenError UNAVAILABLE."""
    with transaction(source) as connection:
        connection.exec_driver_sql("SELECT 1")


def violated_constraint(error: DBAPIError) -> str | None:
    """The name of the constraint that a statement broke.

    Args:
        error: what SQLAlchemy raised.

    Returns:
        The constraint's name, or None when the error is of another kind.
    """
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None)


def _is_gone(error: DBAPIError) -> bool:
    """Whether the server is starting, stopping or full (SQLSTATE classes 57P and 53)."""
    state = getattr(error.orig, "pgcode", None)
    return state is not None and (state.startswith(("57P", "53")))


def _unavailable() -> PixGenError:
    return PixGenError(
        Code.UNAVAILABLE,
        "The database cannot be reached just now. Nothing was changed; please try again.",
        reason="database.unavailable",
        retry_after=2,
    )
