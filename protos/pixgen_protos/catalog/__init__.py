"""The catalog over gRPC."""
