"""The one way in for every picture."""
