"""`python -m pixgen_client` is `pixgen`."""

from pixgen_client.main import cli

cli(prog_name="pixgen")
