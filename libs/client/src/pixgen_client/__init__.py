"""The pixgen command: upload, find and download pictures over REST."""

from importlib.metadata import version

__version__ = version("pixgen-client")
