"""`python -m pixgen_catalog` is the same as `catalog`."""

from pixgen_catalog.cli import cli

cli(prog_name="catalog")
