"""A disk that has no room, whatever the system calls it."""

import errno

# No space, no quota, and a limit of a file's size.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: OSError) -> bool:
    """Whether there was no room. Args: what writing raised. Returns: so."""
    return error.errno in _FULL
