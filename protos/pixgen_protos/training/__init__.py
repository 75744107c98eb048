"""Training, models and their publication over gRPC."""
