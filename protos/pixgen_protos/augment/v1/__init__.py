"""Version 1 of style transfer over gRPC."""
