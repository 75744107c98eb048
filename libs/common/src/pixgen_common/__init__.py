"""What every PixGen service shares: settings, logging, errors, identity, storage, queue, health."""
