"""TensorFlow Serving for machines without it: the same answers from Python."""
