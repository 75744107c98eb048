"""REST: signing in and out, and the keys that others verify by."""

import hashlib
import json
import re

from apiflask import APIBlueprint
from flask import Response, jsonify, request
from pixgen_common.auth import current_principal
from pixgen_common.errors import Code, PixGenError
from pixgen_common.rest import REFRESH_COOKIE, SESSION_COOKIE, require_own_page

from pixgen_catalog.accounts_rest import SIGNED_IN
from pixgen_catalog.accounts_schemas import Jwks, RefreshBody, SignInBody, TokensOut
from pixgen_catalog.accounts_setup import parts, require_own_accounts
from pixgen_catalog.tokens import Tokens

_REFRESH_PATH = "/v1/tokens"
_JWKS_SECONDS = 300
_UNSEEN = re.compile(r"[^\x20-\x7e]")
blueprint = APIBlueprint("tokens", __name__, tag="Sign-in")


@blueprint.post("/v1/tokens")
@blueprint.input(SignInBody, arg_name="body")
@blueprint.output(TokensOut)
@blueprint.doc(summary="Sign in", responses=[401, 403, 422, 429])
def sign_in(body: SignInBody) -> Response:
    """Exchanges e-mail address and password for tokens, in the body or as cookies."""
    require_own_accounts()
    if body.cookie:
        # Another site must not be able to sign a person in as somebody else.
        require_own_page(parts().settings)
    tokens = parts().sign_in.with_password(
        body.email, body.password, address=request.remote_addr or "", label=_label()
    )
    return _answer(tokens, cookie=body.cookie)


@blueprint.post("/v1/tokens/refresh")
@blueprint.input(RefreshBody, arg_name="body")
@blueprint.output(TokensOut)
@blueprint.doc(summary="Stay signed in", responses=[401, 403, 422])
def refresh(body: RefreshBody) -> Response:
    """Exchanges a refresh token, in the body or the cookie, for the next pair; each is good once."""
    require_own_accounts()
    if body.refresh_token is not None:
        return _answer(parts().sign_in.with_refresh_token(body.refresh_token), cookie=False)
    return _answer(parts().sign_in.with_refresh_token(_refresh_cookie()), cookie=True)


@blueprint.delete("/v1/tokens")
@blueprint.output({}, status_code=204)
@blueprint.doc(summary="Sign out", security=SIGNED_IN, responses=[401, 403])
def sign_out() -> Response:
    """Ends this session; works with a refresh cookie too, when the access token has run out."""
    require_own_accounts()
    principal = current_principal()
    if principal is not None and principal.session_id is not None:
        parts().sign_in.sign_out(principal.account_id, principal.session_id)
    else:
        parts().sign_in.sign_out_with(_refresh_cookie())
    response = Response(status=204)
    for name, path in ((SESSION_COOKIE, "/"), (REFRESH_COOKIE, _REFRESH_PATH)):
        _set_cookie(response, name, "", path, 0)
    return response


@blueprint.get("/.well-known/jwks.json")
@blueprint.output(Jwks)
@blueprint.doc(summary="Public keys of the tokens")
def jwks() -> Response:
    """The keys that verify access tokens, to be kept for five minutes."""
    require_own_accounts()
    document = parts().keys.jwks()
    response = jsonify(document)
    response.headers["Cache-Control"] = f"public, max-age={_JWKS_SECONDS}"
    response.set_etag(hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _refresh_cookie() -> str:
    """The refresh token of the browser, when our own page surely sent it."""
    token = request.cookies.get(REFRESH_COOKIE)
    if not token:
        raise PixGenError(Code.UNAUTHENTICATED, "Please sign in first.", reason="token.missing")
    require_own_page(parts().settings)
    return token[:256]


def _answer(tokens: Tokens, *, cookie: bool) -> Response:
    body = TokensOut(
        access_token=None if cookie else tokens.access_token,
        expires_in=tokens.expires_in,
        refresh_token=None if cookie else tokens.refresh_token,
    )
    response = jsonify(body.model_dump())
    # RFC 6749, 5.1: tokens are never kept on the way.
    response.headers["Cache-Control"] = "no-store"
    if cookie:
        _set_cookie(response, SESSION_COOKIE, tokens.access_token, "/", tokens.expires_in)
        _set_cookie(response, REFRESH_COOKIE, tokens.refresh_token, _REFRESH_PATH, tokens.refresh_expires_in)
    return response


def _set_cookie(response: Response, name: str, value: str, path: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        secure=parts().settings.cookie_secure,
        httponly=True,
        samesite="Strict",
    )


def _label() -> str | None:
    """What the program calls itself, so that people know their sessions apart."""
    return _UNSEEN.sub("", request.headers.get("User-Agent", ""))[:100].strip() or None
