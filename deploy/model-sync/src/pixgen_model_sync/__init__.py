"""Brings published models from the object store to TensorFlow Serving's directory, whole or not at all."""
