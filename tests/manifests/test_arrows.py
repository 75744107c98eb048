"""NetworkPolicies against the table of docs/containers.md: every arrow on both its ends, and no other."""

import re

import pytest

from tests.manifests import reading
from tests.manifests.conftest import CHECKOUT


def table():
    """(from, to, port) of each line of the table."""
    text = (CHECKOUT / "docs" / "containers.md").read_text(encoding="utf-8").split("## Who calls whom")[1]
    rows = re.findall(r"^\| ([\w-]+) \| ([\w-]+) \| ([\d, ]+) \|", text.split("\n## ")[0], re.MULTILINE)
    return {(here, there, int(port)) for here, there, ports in rows for port in ports.split(",")}


ARROWS = table()


def peers(entries, names):
    """Names of apps that the peers of a rule are; None for what is not a pod of ours."""
    for entry in entries:
        if "podSelector" not in entry:
            yield None
            continue
        yield from (name for name, given in names.items() if reading.matches(entry["podSelector"], given))


def permitted(objects, direction):
    """(from, to, port) between our own pods that policies allow in one direction."""
    names = {reading.app(template): reading.labels(template) for _, template in reading.pods(objects)}
    side = "from" if direction == "ingress" else "to"
    for policy in reading.of_kind(objects, "NetworkPolicy"):
        here = [n for n, given in names.items() if reading.matches(policy["spec"]["podSelector"], given)]
        for rule in policy["spec"].get(direction, []):
            for other in peers(rule[side], names):
                for port in rule["ports"]:
                    for mine in here:
                        pair = (other, mine) if direction == "ingress" else (mine, other)
                        yield (*pair, port["port"])


def between(objects, direction):
    state = {"postgres", "minio"}
    return {
        arrow
        for arrow in permitted(objects, direction)
        if None not in arrow and not state & {arrow[0], arrow[1]}
    }


def test_the_table_is_read():
    assert ("web", "upload", 8001) in ARROWS
    assert len(ARROWS) > 20


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_policies_allow_each_arrow_and_nothing_else(objects, direction):
    apps = {reading.app(template) for _, template in reading.pods(objects)}
    # `reconcile` is production's alone, `train` the other overlay's.
    expected = {arrow for arrow in ARROWS if {arrow[0], arrow[1]} <= apps}
    assert between(objects, direction) == expected


def test_everything_else_is_denied(overlays):
    for name in ("local", "production"):
        everybody = reading.named(overlays[name], "NetworkPolicy", "default-deny")["spec"]
        assert everybody == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_who_has_a_database_or_store_among_its_settings_gets_there_and_nobody_else(overlays):
    for name in ("local", "production"):
        for where, template in reading.pods(overlays[name]):
            env = str(template["spec"])
            given = reading.labels(template)
            state = {"postgres", "minio", "prepare-store"}
            if reading.app(template) in state:
                continue
            secrets = {
                v["secret"]["secretName"].split("-")[1] for v in template["spec"]["volumes"] if "secret" in v
            }
            wants_database = bool(secrets & {"catalog", "synthesis", "migrate", "prepare"}) or "PGHOST" in env
            assert ("pixgen.io/uses-database" in given) == wants_database, where
            wants_store = bool(secrets & {"catalog", "upload", "synthesis", "gan", "model", "backup"})
            assert ("pixgen.io/uses-store" in given) == wants_store, where


def test_arrows_lead_to_ports_that_services_offer(overlays):
    objects = overlays["local"]
    for _, there, port in ARROWS - {("train", "train", 2222)}:
        service = reading.named(objects, "Service", there)
        assert port in {entry["port"] for entry in service["spec"]["ports"]}, there


def test_web_is_the_one_way_in(overlays):
    outside = {arrow for arrow in permitted(overlays["production"], "ingress") if arrow[0] is None}
    assert {arrow for arrow in outside if arrow[2] not in {"http", "metrics"}} == {(None, "web", 8080)}
