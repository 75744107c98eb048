"""What must be there before the services start: secrets, roles, buckets, policies."""
