"""The edge passes requests on whole, refuses what it must, and says plainly when a service is away."""

import hashlib
import http.client
import json
import socket
import time

import pytest

MIB = 1024 * 1024


def test_passes_a_picture_on_whole(edge, ask):
    """Thirty MiB arrive at the service bit for bit."""
    picture = b"\x89" * (30 * MIB)
    answer, content = ask(edge, "/v1/uploads", method="POST", body=picture)
    assert answer.status == 200
    assert json.loads(content)["sha256"] == hashlib.sha256(picture).hexdigest()


def test_passes_a_body_of_undeclared_length_on(edge, seen, raw):
    """A chunked body needs no Content-Length."""
    head = b"POST /v1/uploads HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    assert b"200 OK" in raw(edge, head + b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
    assert seen.requests[-1]["length"] == 11


def test_sends_the_address_on_as_it_came(edge, seen, ask):
    """Percent signs, plus signs and repeated names reach the service unchanged."""
    path = "/v1/images/img_a?q=caf%C3%A9%20b+c&tone_group=dark&tone_group=brown&next=//x"
    ask(edge, path)
    assert seen.requests[-1]["raw_path"] == path


def test_takes_the_address_as_a_proxy_sends_it(edge, seen, raw):
    """A clinic's own proxy may put scheme and host in front (RFC 9112, 3.2.2)."""
    found = raw(
        edge,
        b"GET http://a.example/v1/me?a=b//c HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
    )
    assert found.startswith(b"HTTP/1.1 200")
    assert seen.requests[-1]["raw_path"] == "/v1/me?a=b//c"


def test_says_who_asks_and_ignores_what_is_claimed(edge, seen, ask):
    """A caller cannot choose its own address, host or scheme."""
    claimed = {
        "Host": "pixgen.example",
        "X-Forwarded-For": "198.51.100.1",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Real-IP": "198.51.100.1",
        "Forwarded": "for=198.51.100.1",
        "Connection": "close",
        "TE": "trailers",
    }
    ask(edge, "/v1/me", headers=claimed)
    got = {name.lower(): value for name, value in seen.requests[-1]["headers"]}
    assert got["x-forwarded-for"] == "127.0.0.1"
    assert got["x-forwarded-proto"] == "http"
    assert got["x-forwarded-host"] == got["host"] == "pixgen.example"
    assert not {"x-real-ip", "forwarded", "te", "connection"} & (got.keys() - {"connection"})


def test_passes_cookies_and_tokens_both_ways(edge, seen, ask):
    """Sign-in travels through the edge untouched."""
    ask(edge, "/v1/me", headers={"Cookie": "pixgen_session=a.b.c", "Authorization": "Bearer x"})
    got = dict(seen.requests[-1]["headers"])
    assert got["Cookie"] == "pixgen_session=a.b.c"
    assert got["Authorization"] == "Bearer x"


def test_keeps_a_sensible_request_id(edge, seen, ask):
    """The id of the caller goes to the service and comes back."""
    answer, _ = ask(edge, "/v1/me", headers={"X-Request-ID": "clinic-7.42"})
    assert dict(seen.requests[-1]["headers"])["X-Request-ID"] == "clinic-7.42"
    assert answer.headers.get_all("X-Request-ID") == ["clinic-7.42"]


@pytest.mark.parametrize("offered", ["short", "has spaces in it", "x" * 65, '{"level":"error"}'])
def test_replaces_a_request_id_that_could_write_into_logs(edge, seen, offered, ask):
    """Only plain words are taken over."""
    answer, _ = ask(edge, "/v1/me", headers={"X-Request-ID": offered})
    given = answer.headers["X-Request-ID"]
    assert given not in {offered, ""}
    assert dict(seen.requests[-1]["headers"])["X-Request-ID"] == given


@pytest.mark.parametrize(
    "path", ["/", "/gallery", "/assets/index-abc123.js", "/v1/me", "/assets/none.js", "/livez"]
)
def test_sets_the_security_headers_everywhere(edge, path, ask):
    """Every answer says the same, each header once, whatever the service said."""
    answer, _ = ask(edge, path)
    for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy"):
        assert len(answer.headers.get_all(name)) == 1, name
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    (policy,) = answer.headers.get_all("Content-Security-Policy")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert ("sandbox" in policy) == path.startswith("/v1/")


def test_refuses_a_body_that_says_it_is_too_large(edge, seen, raw):
    """The limit holds before anything is read or passed on."""
    head = b"POST /v1/uploads HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\nConnection: close\r\n\r\n"
    found = raw(edge, head)
    assert b" 413 " in found.split(b"\r\n")[0]
    assert b"30 MiB" in found
    assert not seen.requests


def test_refuses_a_body_that_turns_out_too_large(edge, seen, raw):
    """A chunked body is cut off at the limit; the service never sees it end."""
    head = b"POST /v1/me HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    chunk = b"80000\r\n" + b"x" * 0x80000 + b"\r\n"
    found = raw(edge, head + chunk * 3 + b"0\r\n\r\n")
    assert b" 413 " in found.split(b"\r\n")[0]
    assert not seen.requests


def test_each_route_has_its_own_limit(edge, ask):
    """What is fine for a picture is too much for a sign-in."""
    assert ask(edge, "/v1/uploads", method="POST", body=b"x" * (2 * MIB))[0].status == 200
    assert ask(edge, "/v1/tokens", method="POST", body=b"x" * (2 * MIB))[0].status == 413


def test_asks_the_caller_to_go_on_only_when_the_body_fits(edge, raw):
    """Expect: 100-continue spares a slow line a picture that would be refused."""
    template = (
        "POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n"
        "Expect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    found = raw(edge, template.format(path="/v1/me", length=2 * MIB).encode())
    assert found.startswith(b"HTTP/1.1 413")
    with socket.create_connection(("127.0.0.1", edge), timeout=10) as line:
        line.sendall(template.format(path="/v1/uploads", length=5).encode())
        assert line.recv(1024).startswith(b"HTTP/1.1 100")
        line.sendall(b"hello")
        assert b"200 OK" in line.recv(65536)


def test_says_so_in_plain_words_when_a_service_is_away(edges, unused_port, ask):
    """502 as a problem: what happened, what was kept, what to do."""
    with edges(f"http://127.0.0.1:{unused_port}") as port:
        answer, content = ask(
            port, "/v1/uploads", method="POST", body=b"picture", headers={"X-Request-ID": "clinic-7.42"}
        )
    problem = json.loads(content)
    assert answer.status == problem["status"] == 502
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert problem["reason"] == "edge.upload_unreachable"
    assert problem["request_id"] == "clinic-7.42"
    assert "never stored twice" in problem["detail"]


def test_gives_up_on_a_silent_service(edges, service_port, monkeypatch, ask):
    """504 after the route's time, not a wait without end."""
    _quicken(monkeypatch, 0.3)
    with edges(f"http://127.0.0.1:{service_port}", silence=0.3) as port:
        answer, content = ask(port, "/v1/me/asleep")
    assert answer.status == 504
    assert json.loads(content)["reason"] == "edge.catalog_silent"


def test_a_slow_sender_is_not_a_silent_service(edges, service_port, monkeypatch, seen):
    """The service's time starts when the body is whole: slow lines can upload."""
    _quicken(monkeypatch, 0.3)
    with edges(f"http://127.0.0.1:{service_port}", silence=0.3) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(b"POST /v1/me HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nConnection: close\r\n\r\n")
            for letter in b"slowly":
                time.sleep(0.2)
                line.sendall(bytes([letter]))
            assert b"200 OK" in line.recv(65536)
    assert seen.requests[-1]["length"] == 6


def test_passes_events_on_as_they_come(edge):
    """The first event arrives long before the last: nothing is held back."""
    connection = http.client.HTTPConnection("127.0.0.1", edge, timeout=10)
    connection.request("GET", "/v1/training-runs/r/events")
    answer = connection.getresponse()
    assert answer.read1(100) == b"data: 0\n\n"
    started = time.monotonic()
    assert answer.read() == b"data: 1\n\ndata: 2\n\n"
    assert time.monotonic() - started > 0.3
    connection.close()


def test_a_broken_answer_never_looks_whole(edge):
    """When the service breaks off, the caller's line is cut instead of ended well."""
    connection = http.client.HTTPConnection("127.0.0.1", edge, timeout=10)
    connection.request("GET", "/v1/images/cut/content")
    answer = connection.getresponse()
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        answer.read()
    connection.close()


def test_passes_an_early_refusal_on(edge, raw):
    """A service that answers before it has read the body is heard."""
    head = b"POST /v1/me/refuses HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n"
    found = raw(edge, head + b"x" * 1000)
    assert found.startswith(b"HTTP/1.1 401")
    assert b"token.expired" in found


def test_passes_redirects_on_without_following_them(edge, ask):
    """Following one would let a service make the edge fetch anything."""
    answer, _ = ask(edge, "/v1/me/moved")
    assert answer.status == 302
    assert answer.headers["Location"] == "http://elsewhere.example/picture"


def test_lists_are_compressed_and_records_are_not(edge, ask):
    """A compressed answer weakens its ETag, and If-Match needs a strong one."""
    gzip = {"Accept-Encoding": "gzip, deflate, br"}
    answer, content = ask(edge, "/v1/images?tone_group=dark", headers=gzip)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["ETag"] == 'W/"abc"'
    assert len(content) < 1000
    assert "Content-Encoding" not in ask(edge, "/v1/images")[0].headers
    assert "Content-Encoding" not in ask(edge, "/v1/me", headers=gzip)[0].headers


@pytest.mark.parametrize(
    "path",
    [
        "/v1/uploads/../accounts",
        "/v1/uploads/%2e%2e/accounts",
        "/v1/images/..%2f..%2fmetrics",
        "/v1//images",
        "/v1/images/%5c",
        "/v1/images/a%00b",
        "/assets/../../secret.txt",
        "/./v1/me",
    ],
)
def test_refuses_addresses_that_two_programs_could_read_differently(edge, seen, path, ask):
    """Dot segments and encoded separators end at the edge."""
    answer, content = ask(edge, path)
    assert answer.status == 400
    assert not seen.requests
    # nginx refuses some of these before it reads any rule, in its own words.
    if answer.headers["Content-Type"] != "text/html":
        assert json.loads(content)["reason"] == "edge.bad_path"


@pytest.mark.parametrize("path", ["/metrics", "/v1x", "/openapi.json"])
def test_inner_addresses_of_the_services_are_not_reachable(edge, seen, path, ask):
    """Only what the table names leaves the edge."""
    ask(edge, path)
    assert not seen.requests


def test_a_service_s_page_keeps_its_own_policy(edge, ask):
    """Its style is named by a hash that only the service knows."""
    answer, _ = ask(edge, "/docs/catalog")
    assert answer.headers.get_all("Content-Security-Policy") == ["style-src 'sha256-own'"]


def test_shows_each_service_s_description(edge, seen, ask):
    """/docs/<service>/openapi.json is the service's own document."""
    ask(edge, "/docs/catalog/openapi.json")
    assert seen.requests[-1]["raw_path"] == "/openapi.json"


def _quicken(monkeypatch, seconds):
    """Shortens the local edge's waits; nginx gets the same through its configuration."""
    from dataclasses import replace

    from pixgen_web import routes

    found = routes.find
    monkeypatch.setattr(routes, "find", lambda path: (r := found(path)) and replace(r, silence=seconds))
