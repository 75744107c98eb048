"""One module per revision, named m<revision>_<what>.py."""
