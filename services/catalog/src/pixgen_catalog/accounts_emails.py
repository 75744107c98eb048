"""One spelling for each e-mail address."""

from email_validator import EmailNotValidError, validate_email
from pixgen_common.errors import Code, FieldError, PixGenError

MAX_CHARACTERS = 254


def normal_email(given: str) -> str:
    """The spelling under which an address is kept and looked for.

    The part before the @ is lower-cased too: no provider of today tells addresses apart by case, and two
    accounts whose addresses differ by case alone would be taken for one another.

    Args:
        given: as typed.

    Returns:
        Lower case, Unicode NFC before the @, the domain in its ASCII form.

    Raises:
        PixGenError: UNPROCESSABLE ``email.invalid``.
    """
    try:
        found = validate_email(given.strip(), check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise _invalid() from error
    normal = f"{found.local_part.lower()}@{found.ascii_domain.lower()}"
    if len(normal) > MAX_CHARACTERS:
        raise _invalid()
    return normal


def _invalid() -> PixGenError:
    return PixGenError(
        Code.UNPROCESSABLE,
        "This does not look like an e-mail address.",
        reason="email.invalid",
        fields=(FieldError("email", "must be an e-mail address such as name@clinic.org"),),
    )
