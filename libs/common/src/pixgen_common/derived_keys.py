"""One secret in the settings, one key for each purpose."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr


def derived_key(secret: SecretStr, service: str, purpose: str) -> bytes:
    """The key that belongs to a purpose; none of them says anything about another (HKDF, RFC 5869).

    Args:
        secret: at least 32 random characters.
        service: whose key it is.
        purpose: what the key is for, e.g. ``signing keys at rest``.

    Returns:
        32 bytes, the same for the same secret, service and purpose.
    """
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"pixgen {service}: {purpose}".encode())
    return kdf.derive(secret.get_secret_value().encode())
