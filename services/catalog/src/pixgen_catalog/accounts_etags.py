"""ETag and If-Match of accounts: an edit meant for another version changes nothing."""

from flask import Response, jsonify, request
from pixgen_common.errors import Code, PixGenError

from pixgen_catalog.accounts_model import Account
from pixgen_catalog.accounts_schemas import AccountOut


def tagged(account: Account, status: int = 200) -> Response:
    """The answer that shows an account, with its version as ETag.

    Args:
        account: the account.
        status: HTTP status.

    Returns:
        The response.
    """
    response = jsonify(AccountOut.of(account).model_dump(mode="json"))
    response.status_code = status
    response.set_etag(str(account.version))
    return response


def expected_version() -> int | None:
    """The version that If-Match names.

    Returns:
        The version; None without the header or with ``*``.

    Raises:
        PixGenError: PRECONDITION_FAILED ``etag.unknown`` when it is none of ours.
    """
    wanted = request.if_match
    if "If-Match" not in request.headers or wanted.star_tag:
        return None
    tags = [
        tag
        for tag in wanted.as_set(include_weak=False)
        if tag.isascii() and tag.isdecimal() and len(tag) < 10
    ]
    if len(tags) != 1:
        raise PixGenError(
            Code.PRECONDITION_FAILED, "If-Match must repeat the ETag that was read.", reason="etag.unknown"
        )
    return int(tags[0])
