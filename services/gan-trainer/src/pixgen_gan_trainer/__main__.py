"""`python -m pixgen_gan_trainer`."""

from pixgen_gan_trainer.cli import main

main(prog_name="pixgen-gan-trainer")
