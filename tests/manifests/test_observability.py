"""Alerts and dashboards name metrics that the code has; each alert has its page."""

import json
import re

import yaml

from tests.manifests.conftest import CHECKOUT

COMPOSE = CHECKOUT / "deploy" / "compose"
SUFFIX = re.compile(r"_(bucket|count|sum)$")
NAME = re.compile(r"\bpixgen_[a-z_]+\b")
# Parts that are being built; their metrics are checked once they are in the tree.
PARTS = ("augment", "synthesis")


def defined():
    sources = [*CHECKOUT.glob("libs/*/src/**/*.py"), *CHECKOUT.glob("services/*/src/**/*.py")]
    return {
        name
        for path in sources
        for name in re.findall(r'"(pixgen_[a-z_]+)"', path.read_text(encoding="utf-8"))
    }


def alerts():
    groups = yaml.safe_load((COMPOSE / "prometheus" / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions():
    board = json.loads((COMPOSE / "grafana" / "dashboards" / "pixgen.json").read_text())
    return [rule["expr"] for rule in alerts()] + [t["expr"] for p in board["panels"] for t in p["targets"]]


def test_every_metric_is_one_that_the_code_has():
    there = defined()
    absent = tuple(
        p for p in PARTS if not (CHECKOUT / "services" / p / "src" / f"pixgen_{p}" / "settings.py").exists()
    )
    named = {SUFFIX.sub("", name) for text in expressions() for name in NAME.findall(text)}
    wrong = {
        name
        for name in named
        if name not in there and not name.startswith(tuple(f"pixgen_{p}_" for p in absent))
    }
    assert named
    assert wrong == set()


def test_every_alert_has_its_page_and_a_severity():
    page = (CHECKOUT / "docs" / "runbook.md").read_text(encoding="utf-8")
    for rule in alerts():
        assert f"### {rule['alert']}\n" in page
        assert rule["labels"]["severity"] in {"page", "ticket"}


def test_the_dashboard_reads_the_source_that_is_provisioned():
    sources = yaml.safe_load(
        (COMPOSE / "grafana" / "provisioning" / "datasources" / "pixgen.yaml").read_text()
    )
    known = {source["uid"] for source in sources["datasources"]}
    board = json.loads((COMPOSE / "grafana" / "dashboards" / "pixgen.json").read_text())
    assert {panel["datasource"]["uid"] for panel in board["panels"]} <= known
