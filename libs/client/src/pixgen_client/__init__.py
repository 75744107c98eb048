"""The pixgen command: upload, find and download pictures over REST."""
