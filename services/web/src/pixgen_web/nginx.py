"""Writes the nginx configuration from the same route table that the local edge uses.

``python -m pixgen_web.nginx > services/web/nginx/default.conf.template``. The image's entry point puts the
addresses of the services and the name server into it.
"""

import re
import sys
from collections.abc import Iterable

from pixgen_web import headers, problems, routes
from pixgen_web.problems import Problem
from pixgen_web.routes import ROUTES, Route, Upstream
from pixgen_web.settings import EdgeSettings

# What the image's entry point replaces; everything else with a dollar sign is nginx's own.
VARIABLES = (
    *(upstream.variable for upstream in Upstream),
    "PIXGEN_EDGE_LISTEN",
    "PIXGEN_EDGE_ROOT",
    "PIXGEN_EDGE_TRUSTED_PROXY",
    "NGINX_LOCAL_RESOLVERS",
)
_ID = "$pixgen_request_id"


def configuration() -> str:
    """The whole configuration, for nginx's ``http`` context.

    Returns:
        Text of the template.
    """
    return "\n".join([*_prologue(), *_indent(_server()), "}", ""])


def _prologue() -> list[str]:
    return [
        "# Made by `python -m pixgen_web.nginx` from services/web/src/pixgen_web/routes.py. Do not edit.",
        f"map $http_x_request_id {_ID} {{",
        f'    "~{headers.REQUEST_ID_PATTERN}" $http_x_request_id;',
        "    default $request_id;",
        "}",
        # The services say themselves how long their answers may be kept.
        "map $uri $pixgen_cache {",
        f'    ~^/assets/ "{headers.IMMUTABLE}";',
        *(f'    "{_pattern(route)}" "";' for route in _by_length()),
        f'    default "{headers.REVALIDATE}";',
        "}",
        "map $uri $pixgen_policy {",
        *(f'    "{_pattern(route)}" "{_policy(route)}";' for route in _by_length()),
        f'    default "{headers.PAGE_POLICY}";',
        "}",
        "server {",
    ]


def _by_length() -> list[Route]:
    # Of several patterns that fit, nginx takes the first.
    return sorted(ROUTES, key=lambda route: len(route.prefix), reverse=True)


def _pattern(route: Route) -> str:
    return f"~^{re.escape(route.prefix)}{'$' if route.exact else '(/|$)'}"


def _policy(route: Route) -> str:
    return "$upstream_http_content_security_policy" if route.page else headers.DATA_POLICY


def _server() -> list[str]:
    settings = EdgeSettings()
    return [
        "listen ${PIXGEN_EDGE_LISTEN};",
        "root ${PIXGEN_EDGE_ROOT};",
        "server_tokens off;",
        "merge_slashes off;",
        "absolute_redirect off;",
        "# Asked at each use, so that this starts whether or not the services are there yet.",
        "resolver ${NGINX_LOCAL_RESOLVERS} valid=10s;",
        "# The address in front of us whose X-Forwarded-For is believed; 127.0.0.1 when there is none.",
        "set_real_ip_from ${PIXGEN_EDGE_TRUSTED_PROXY};",
        "real_ip_header X-Forwarded-For;",
        "client_header_timeout 15s;",
        f"client_body_timeout {settings.body_seconds:g}s;",
        f"client_max_body_size {routes.JSON_BODY};",
        "gzip_static on;",
        "gzip_vary on;",
        "gzip_types application/json;",
        "gzip_proxied any;",
        "gzip_min_length 1024;",
        "",
        *_own_headers("$pixgen_cache"),
        "",
        *_proxying(settings),
        "",
        f'if ($request_uri ~* "{routes.REFUSED_TARGET}") {{',
        # Not 400 itself: nginx answers that before it has an address to go on with.
        "    return 418;",
        "}",
        f"error_page 418 = @{_name(problems.REFUSED)};",
        "",
        *_health(),
        *_pages(),
        *(line for route in ROUTES for line in _location(route)),
        *_problem_locations(),
    ]


def _own_headers(cache: str) -> list[str]:
    own = (("Content-Security-Policy", "$pixgen_policy"), (headers.REQUEST_ID, _ID), ("Cache-Control", cache))
    return [f'add_header {name} "{value}" always;' for name, value in (*headers.SECURITY, *own)]


def _proxying(settings: EdgeSettings) -> list[str]:
    dropped = sorted(headers.CLAIMED - {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"})
    return [
        "proxy_http_version 1.1;",
        "proxy_request_buffering off;",
        "proxy_buffering off;",
        "proxy_redirect off;",
        "proxy_next_upstream off;",
        f"proxy_connect_timeout {settings.connect_seconds:g}s;",
        "proxy_set_header Host $http_host;",
        'proxy_set_header Connection "";',
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Host $http_host;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        f"proxy_set_header {headers.REQUEST_ID} {_ID};",
        *(f'proxy_set_header {name} "";' for name in dropped),
        *(
            f'proxy_set_header {name} "";'
            for name in sorted(headers.HOP_BY_HOP - {"connection", "transfer-encoding"})
        ),
        f"proxy_hide_header {headers.REQUEST_ID};",
        *(f"proxy_hide_header {name};" for name, _ in headers.SECURITY),
        "proxy_hide_header Content-Security-Policy;",
    ]


def _health() -> list[str]:
    lines: list[str] = []
    for path in ("/livez", "/readyz"):
        lines += [f"location = {path} {{", *_indent(["default_type application/json;"])]
        lines += [*_indent(['return 200 \'{"status": "ok"}\';']), "}"]
    return lines


def _pages() -> list[str]:
    reading_only = ["limit_except GET HEAD { deny all; }", "error_page 403 405 = @not_allowed;"]
    # One document answers for every page; names with a dot are files, and so is all below these folders.
    folders = [prefix for prefix in routes.NOT_PAGES if prefix != "/v1"]
    files = ["~ \\.[^/]*$", *(f"^~ {prefix}/" for prefix in folders)]
    lines = ["location / {", *_indent([*reading_only, "try_files $uri /index.html;"]), "}"]
    for head in files:
        lines += [f"location {head} {{", *_indent([*reading_only, "try_files $uri @not_found;"]), "}"]
    return lines


def _location(route: Route) -> list[str]:
    # A prefix covers the path itself and what lies below it, not its longer namesakes: two locations.
    heads = [f"= {route.prefix}"] if route.exact else [f"= {route.prefix}", f"^~ {route.prefix}/"]
    body = [
        f"client_max_body_size {route.body_limit};",
        f"proxy_read_timeout {route.silence:g}s;",
        f"proxy_send_timeout {route.silence:g}s;",
        *(["gzip on;"] if route.compress else []),
        f"error_page 413 = @{_name(problems.too_large(route.body_limit))};",
        f"error_page 502 = @{_name(problems.unreachable(route.upstream))};",
        f"error_page 504 = @{_name(problems.silent(route.upstream))};",
        f"error_page 408 = @{_name(problems.TOO_SLOW)};",
        # A variable, so that the name is looked up at each use and not once at the start.
        f"set ${route.upstream} ${{{route.upstream.variable}}};",
        f"proxy_pass ${route.upstream}{f'{route.target}$is_args$args' if route.target else ''};",
    ]
    return [line for head in heads for line in (f"location {head} {{", *_indent(body), "}")]


def _problem_locations() -> list[str]:
    limits = sorted({route.body_limit for route in ROUTES})
    found = [
        problems.REFUSED,
        problems.TOO_SLOW,
        problems.NOT_ALLOWED,
        problems.NO_SUCH_ADDRESS,
        *(problems.too_large(limit) for limit in limits),
        *(problems.unreachable(upstream) for upstream in Upstream),
        *(problems.silent(upstream) for upstream in Upstream),
    ]
    lines: list[str] = []
    for problem in found:
        # nginx forgets the inherited add_header lines where one is added: these say all of them again.
        lines += [f"location @{_name(problem)} {{"]
        lines += [*_indent([*_own_headers("no-store"), *_return(problem)]), "}"]
    return lines


def _name(problem: Problem) -> str:
    if problem.status == 413:
        limit = next(r.body_limit for r in ROUTES if problems.too_large(r.body_limit) == problem)
        return f"too_large_{limit}"
    return {405: "not_allowed", 404: "not_found"}.get(problem.status, problem.reason.replace(".", "_"))


def _return(problem: Problem) -> list[str]:
    body = problem.body(_ID).replace("'", "\\'")
    # Without the empty list the type would follow the name that was asked for.
    return ["types { }", f"default_type {problems.MEDIA_TYPE};", f"return {problem.status} '{body}';"]


def _indent(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else line for line in lines]


if __name__ == "__main__":
    sys.stdout.write(configuration())
