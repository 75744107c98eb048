"""`catalog serve`."""

import click

from pixgen_catalog.command_line import read_settings, with_exit_codes
from pixgen_catalog.serve import serve as run


@click.command(short_help="Serve REST and gRPC.")
@with_exit_codes
def serve() -> None:
    """Serves REST (PIXGEN_CATALOG_BIND) and gRPC (PIXGEN_CATALOG_GRPC_BIND) until it is asked to end.

    The schema must be up to date: run `catalog migrate` first. Ctrl-C or SIGTERM ends it; requests in
    progress get PIXGEN_SHUTDOWN_SECONDS.
    """
    run(read_settings())
