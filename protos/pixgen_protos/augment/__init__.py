"""Style transfer over gRPC."""
