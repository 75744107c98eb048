"""Real processes killed at random while pictures come in: what was acknowledged has to be there."""
