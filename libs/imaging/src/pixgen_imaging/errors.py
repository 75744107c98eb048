"""What a contributor is told when a file cannot enter."""


class ImageRejected(Exception):  # noqa: N818 - it reads as the sentence that callers write
    """A file that is no picture PixGen can keep safely.

    Args:
        code: stable machine word, such as ``truncated``.
        message: what is wrong and what to do about it, in plain words; holds nothing read from the file.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
