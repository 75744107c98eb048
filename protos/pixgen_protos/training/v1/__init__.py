"""Version 1 of training over gRPC."""
