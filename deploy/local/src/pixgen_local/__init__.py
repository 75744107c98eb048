"""The whole of PixGen on one machine, from PyPI wheels: no Docker, no root."""
