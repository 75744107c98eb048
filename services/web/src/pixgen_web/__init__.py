"""The pages and the edge: one origin for UI and REST."""
