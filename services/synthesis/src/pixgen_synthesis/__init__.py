"""Orders for pictures that do not exist: kept, worked off, and stored through upload."""
