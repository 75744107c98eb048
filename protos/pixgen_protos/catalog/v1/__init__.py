"""Version 1 of the catalog over gRPC."""
