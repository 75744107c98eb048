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
        PixGenError: UNAVAILABLE ``database.unavailable`` when the server cannot be reached and
            ``database.busy`` when two transactions waited for each other; DEADLINE ``database.slow`` when a
            statement took too long.
    """
    try:
        with source.begin() as connection:
            yield connection
    except PoolTimeoutError as error:
        raise _unavailable() from error
    except DBAPIError as error:
        if error.connection_invalidated or (isinstance(error, OperationalError) and not error.statement):
            raise _unavailable() from error
        if (failure := _expected(error)) is not None:
            raise failure from error
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


def _expected(error: DBAPIError) -> PixGenError | None:
    """What PostgreSQL's error means to the caller, when it is none of the program's own making.

    https://www.postgresql.org/docs/current/errcodes-appendix.html
    """
    state = getattr(error.orig, "pgcode", None) or ""
    if state.startswith(("57P", "53")):  # starting, stopping or full
        return _unavailable()
    if state in {"40P01", "40001"}:  # deadlock, serialization failure: one of the two was ended
        return PixGenError(
            Code.UNAVAILABLE,
            "Somebody changed the same thing at the same moment. Nothing was changed; please try again.",
            reason="database.busy",
            retry_after=1,
        )
    if state == "57014":  # statement_timeout
        return PixGenError(
            Code.DEADLINE,
            "The database took too long to answer this. Nothing was changed; please ask for less.",
            reason="database.slow",
        )
    return None


def _unavailable() -> PixGenError:
    return PixGenError(
        Code.UNAVAILABLE,
        "The database cannot be reached just now. Nothing was changed; please try again.",
        reason="database.unavailable",
        retry_after=2,
    )
