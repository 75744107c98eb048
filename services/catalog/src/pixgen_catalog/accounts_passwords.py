"""Passwords: what is accepted, and argon2id hashes of them."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pixgen_common.errors import Code, FieldError, PixGenError

from pixgen_catalog.accounts_settings import AccountSettings

MIN_CHARACTERS = 10
MAX_BYTES = 1024
_MIN_DIFFERENT = 5
# What is tried first against an account like ours; the usual lists are mostly shorter than ten characters.
_DENIED = frozenset(
    """
    1234567890 0123456789 0987654321 12345678910 123456789a a123456789 1q2w3e4r5t 1qaz2wsx3edc
    1q2w3e4r5t6y qwertyuiop qwerty1234 qwerty12345 qwerty123456 qwertyuiop1 asdfghjkl1 asdfghjkl;
    zaq12wsxcde3 zxcvbnm123 password12 password123 password1234 passw0rd123 p@ssw0rd123 p@ssword123
    password1! password123! mypassword mypassword1 newpassword changeme123 changeme12 letmein1234
    letmein123 welcome123 welcome1234 welcome2024 welcome2025 welcome2026 iloveyou12 iloveyou123
    sunshine123 princess123 football123 baseball123 dragon1234 superman123 monkey12345 abc1234567
    abcd123456 abcdefghij abcdefghijk administrator admin12345 admin123456 superuser1 pixgen-demo
    pixgenpixgen pixgen1234 pixgen12345 dermatology dermatology1 dermatologist melanoma123 hospital123
    doctor12345 skincancer research123
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


class Passwords:
    """Hashes and verifies passwords with argon2id.

    Args:
        settings: cost of a hash, and how many may be computed at once.
    """

    def __init__(self, settings: AccountSettings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.argon2_time_cost,
            memory_cost=settings.argon2_memory_kib,
            parallelism=settings.argon2_parallelism,
        )
        # Each hash takes tens of MiB: a crowd at the door waits instead of taking the process down.
        self._slots = threading.BoundedSemaphore(settings.argon2_concurrency)
        self._dummy = self.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """A fresh hash. Args: the password. Returns: PHC string with salt and parameters."""
        with self._slots:
            return self._hasher.hash(_normal(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether this is the password.

        Args:
            stored: the hash, or None when there is no account: then just as much is computed, so that the
                time of the answer does not tell who has an account.
            password: as typed.

        Returns:
            The answer; always False without a stored hash.
        """
        with self._slots:
            try:
                matches = self._hasher.verify(stored or self._dummy, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return matches and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other costs than today's. Args: the hash. Returns: the answer."""
        return self._hasher.check_needs_rehash(stored)


def check_password(password: str, *, email: str, field: str = "password") -> None:
    """Refuses a password that is too easily found.

    Args:
        password: as typed.
        email: the account's address, which must not be the password.
        field: its name in the answer.

    Raises:
        PixGenError: UNPROCESSABLE ``password.weak``, saying what would be right.
    """
    normal = _normal(password)
    plain = normal.casefold()
    if len(normal) < MIN_CHARACTERS:
        problem = f"must have at least {MIN_CHARACTERS} characters"
    elif len(normal.encode()) > MAX_BYTES:
        problem = f"must have at most {MAX_BYTES} bytes"
    elif plain in {email.casefold(), email.casefold().split("@")[0]}:
        problem = "must not be the e-mail address"
    elif plain in _DENIED or len(set(plain)) < _MIN_DIFFERENT:
        problem = (
            "is one of those that are tried first; a few words in a row are easy to keep and hard to find"
        )
    else:
        return
    raise PixGenError(
        Code.UNPROCESSABLE,
        "Please choose another password.",
        reason="password.weak",
        fields=(FieldError(field, problem),),
    )


def _normal(password: str) -> str:
    """The same password typed on another keyboard is the same (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
