"""The page that answers until the real ones are built: what is being started, and how far it is."""

import base64
import hashlib
import html
import json
from dataclasses import dataclass
from pathlib import Path

_STYLE = """
:root{color-scheme:light dark;--paper:#f7f7f7;--ink:#1c1c1c;--soft:#5c5c5c;--line:#d6d6d6;--accent:#2166ab}
@media(prefers-color-scheme:dark){:root{--paper:#161616;--ink:#ededed;--soft:#a3a3a3;--line:#3a3a3a;--accent:#7fb4ec}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;display:grid;
place-items:center;min-height:100vh}
main{width:min(34rem,90vw);padding:1rem 0}
h1{font-size:1.44rem;margin:0 0 .25rem}
p{margin:0 0 1.25rem;color:var(--soft)}
progress{width:100%;height:.5rem;accent-color:var(--accent)}
ol{list-style:none;margin:1.25rem 0 0;padding:0;border-top:1px solid var(--line)}
li{display:grid;grid-template-columns:5.5rem 1fr;gap:0 1rem;padding:.5rem 0;
border-bottom:1px solid var(--line)}
li span{color:var(--soft)}
li.running,li.failed{font-weight:600}
li small{grid-column:2;font-size:.875rem;font-weight:400;color:var(--soft);overflow-wrap:anywhere}
"""
_WORDS = {"done": "Done", "running": "Now", "waiting": "Waiting", "failed": "Failed"}
_style_hash = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# The style is part of the page, so that it needs nothing else; its hash allows it and nothing besides.
POLICY = f"default-src 'none'; style-src 'sha256-{_style_hash}'; base-uri 'none'; frame-ancestors 'none'"
REFRESH_SECONDS = 1


@dataclass(frozen=True)
class Step:
    """One step of starting.

    Args:
        name: what is being done, for people.
        state: done, running, waiting or failed.
        detail: one line more, or empty.
    """

    name: str
    state: str
    detail: str = ""


def read_steps(status_file: Path | None) -> tuple[Step, ...]:
    """The steps as the process list last wrote them.

    Args:
        status_file: where they are written; None when nobody writes any.

    Returns:
        The steps; empty while the file is absent, half written or of another shape, because the page
        has to answer whatever the file holds.
    """
    if status_file is None:
        return ()
    try:
        entries = json.loads(status_file.read_text(encoding="utf-8"))["steps"]
        return tuple(Step(str(e["name"]), str(e["state"]), str(e.get("detail") or "")) for e in entries)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def render(steps: tuple[Step, ...]) -> str:
    """The page.

    Args:
        steps: what is being started.

    Returns:
        A complete HTML document that reloads itself.
    """
    done = sum(step.state == "done" for step in steps)
    if any(step.state == "failed" for step in steps):
        head, note = "PixGen could not start", "The step below failed. Its log says why: make logs"
    else:
        head, note = "PixGen is starting", "The pages are being built. This page turns into them by itself."
    bar = (
        f'<progress max="{len(steps)}" value="{done}">{done} of {len(steps)} steps</progress>'
        if steps
        else ""
    )
    rows = "".join(map(_row, steps))
    listed = f"<ol>{rows}</ol>" if rows else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>PixGen is starting</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="refresh" content="{REFRESH_SECONDS}"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{head}</h1><p>{note}</p>{bar}{listed}</main></body></html>"
    )


def _row(step: Step) -> str:
    state = step.state if step.state in _WORDS else "waiting"
    detail = f"<small>{html.escape(step.detail)}</small>" if step.detail else ""
    return f'<li class="{state}"><span>{_WORDS[state]}</span>{html.escape(step.name)}{detail}</li>'
