"""The built pages: one document for every page, files that may be kept for ever, a start-up page before."""

import gzip
import json

import pytest
from pixgen_web import startup
from pixgen_web.edge import create_app
from pixgen_web.settings import EdgeSettings


@pytest.mark.parametrize("path", ["/", "/gallery", "/images/img_abcdefgh", "/upload?x=a.b", "/about"])
def test_every_page_is_the_one_document(edge, ask, path):
    """A link to any page works when it is opened directly; the document itself is asked for each time."""
    answer, content = ask(edge, path)
    assert answer.status == 200
    assert b"<title>PixGen" in content
    assert answer.headers["Cache-Control"] == "no-cache"


def test_hashed_files_may_be_kept_for_ever(edge, ask):
    """Their names change with what they hold."""
    answer, _ = ask(edge, "/assets/index-abc123.js")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "javascript" in answer.headers["Content-Type"]


def test_sends_the_compressed_file_when_there_is_one(edge, ask, static):
    """Compressed once when built, never on the way."""
    plain = (static / "assets" / "index-abc123.js").read_bytes()
    (static / "assets" / "index-abc123.js.gz").write_bytes(gzip.compress(plain))
    answer, content = ask(edge, "/assets/index-abc123.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "javascript" in answer.headers["Content-Type"]
    assert gzip.decompress(content) == plain
    assert ask(edge, "/assets/index-abc123.js")[1] == plain


@pytest.mark.parametrize(
    "path", ["/assets/gone-123.js", "/robots.txt", "/.well-known/nothing", "/assets/gone"]
)
def test_a_missing_file_is_not_a_page(edge, ask, path):
    """A script that is gone must not come back as HTML."""
    answer, content = ask(edge, path)
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(content)["reason"] == "not_found"


def test_pages_take_nothing(edge, ask):
    """Sending to a page is an error of the caller."""
    answer, content = ask(edge, "/gallery", method="POST")
    assert answer.status == 405
    assert json.loads(content)["reason"] == "method_not_allowed"


def test_is_ready_once_the_pages_are_there(edge, ask):
    """Both health answers, for whoever runs it."""
    assert ask(edge, "/livez")[0].status == 200
    assert ask(edge, "/readyz")[0].status == 200


def test_nothing_outside_the_folder_is_shown(static, ask, run_app):
    """A link that leads out of the folder leads nowhere."""
    with run_app(create_app(EdgeSettings(static=static))) as port:
        assert ask(port, "/leak.txt")[0].status == 404


def test_before_the_pages_are_built_the_steps_are_shown(tmp_path, ask, run_app):
    """The first page answers at once, with what is going on, and turns into the real one by itself."""
    status = tmp_path / "status.json"
    settings = EdgeSettings(static=tmp_path / "dist", status_file=status)
    with run_app(create_app(settings)) as port:
        answer, content = ask(port, "/gallery")
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        assert b'http-equiv="refresh"' in content
        assert ask(port, "/readyz")[0].status == 503
        steps = [
            {"name": "PostgreSQL", "state": "done", "detail": ""},
            {"name": "Pages", "state": "running", "detail": "npm ci <b>"},
        ]
        status.write_text(json.dumps({"steps": steps}))
        content = ask(port, "/")[1].decode()
        assert 'max="2" value="1"' in content
        assert "npm ci &lt;b&gt;" in content
        (tmp_path / "dist").mkdir()
        (tmp_path / "dist" / "index.html").write_text("the pages")
        assert ask(port, "/")[1] == b"the pages"


def test_the_start_up_page_s_policy_allows_its_own_style_only(tmp_path, ask, run_app):
    """One style, named by its hash; no script at all."""
    with run_app(create_app(EdgeSettings(static=tmp_path / "dist"))) as port:
        policy = ask(port, "/")[0].headers["Content-Security-Policy"]
    assert policy == startup.POLICY
    assert "sha256-" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"steps": 3}', '{"steps": [{"name": 1}]}', '{"steps": ["x"]}']
)
def test_a_half_written_status_file_does_no_harm(tmp_path, text):
    """It is being written while it is read."""
    (tmp_path / "status.json").write_text(text)
    assert startup.read_steps(tmp_path / "status.json") == ()


def test_a_failed_step_is_said(tmp_path):
    """Not a spinner for ever."""
    assert "could not start" in startup.render((startup.Step("Pages", "failed", "no space"),))
