"""Style transfer from light to darker skin that keeps the lesion, over gRPC."""
