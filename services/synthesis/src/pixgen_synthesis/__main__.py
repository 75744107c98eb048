"""`python -m pixgen_synthesis` is the same as `pixgen-synthesis`."""

from pixgen_synthesis.cli import main

main(prog_name="pixgen-synthesis")
