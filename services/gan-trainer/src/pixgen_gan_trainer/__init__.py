"""Trains the DCGAN, measures it, exports and publishes its models."""
