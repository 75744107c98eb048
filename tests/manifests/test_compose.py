"""Compose files: hardening, limits, order, secrets, settings, and that they agree with docker-bake.hcl."""

import re

import pytest
import yaml

from tests.manifests import programs
from tests.manifests.conftest import CHECKOUT

COMPOSE = CHECKOUT / "deploy" / "compose"
BAKE = (CHECKOUT / "docker-bake.hcl").read_text(encoding="utf-8")
JOBS = {"prepare-database", "prepare-store", "migrate-catalog", "migrate-synthesis", "backup", "restore"}


def load(name):
    return yaml.safe_load((COMPOSE / name).read_text(encoding="utf-8"))


MAIN, OBSERVABILITY = load("compose.yaml"), load("compose.observability.yaml")
SERVICES = MAIN["services"]
OBSERVERS = {name: one for name, one in OBSERVABILITY["services"].items() if "image" in one}
EVERY = SERVICES | OBSERVERS


def default(text):
    """What Compose puts in when nobody sets the variables."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)


def mounts(one):
    return [volume for volume in one.get("volumes", []) if isinstance(volume, dict)]


@pytest.mark.parametrize("name", EVERY)
def test_containers_are_hardened_and_bounded(name):
    one = EVERY[name]
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
    assert set(one["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    # More than a machine has, and Docker starts nothing; the least that we ask for has two.
    assert float(default(one["deploy"]["resources"]["limits"]["cpus"])) <= 2
    assert one["restart"] in ({"on-failure", "no"} if name in JOBS else {"unless-stopped"})
    assert not {"privileged", "network_mode", "pid", "ipc"} & one.keys()


@pytest.mark.parametrize("name", EVERY)
def test_images_are_pinned(name):
    assert re.fullmatch(r"[\w./-]+:(?!latest)[\w.-]+", default(EVERY[name]["image"]))


def test_web_alone_is_published_and_only_on_loopback():
    assert {name for name, one in SERVICES.items() if "ports" in one} == {"web"}
    for name, one in EVERY.items():
        for port in one.get("ports", []):
            assert default(port).startswith("127.0.0.1:"), name


def test_nothing_but_web_is_on_the_network_that_leads_out():
    assert MAIN["networks"]["internal"] == {"internal": True}
    assert {name for name, one in SERVICES.items() if "edge" in one["networks"]} == {"web"}


@pytest.mark.parametrize("name", EVERY)
def test_what_is_waited_for_tells_its_health_or_ends(name):
    for other, how in EVERY[name].get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            image = default(EVERY[other]["image"])
            assert "healthcheck" in EVERY[other] or has_health_check(image), other
        if how["condition"] == "service_completed_successfully":
            assert other in JOBS


def dockerfile(image):
    """The file by which docker-bake.hcl builds an image."""
    name = image.split("/")[1].split(":")[0]
    return re.search(rf'(?:target|name =) "{name}".*?dockerfile = "([^"]+)"', BAKE, re.DOTALL)[1]


def has_health_check(image):
    return "HEALTHCHECK" in (CHECKOUT / dockerfile(image)).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SERVICES)
def test_health_checks_need_no_shell(name):
    test = SERVICES[name].get("healthcheck", {}).get("test", ["CMD"])
    assert test[0] == "CMD"
    assert not {"sh", "bash", "curl"} & set(test)


@pytest.mark.parametrize("name", EVERY)
def test_folders_of_secrets_are_made_by_make_secrets(name, secrets):
    for mount in mounts(EVERY[name]):
        if mount["source"].startswith("./secrets/"):
            assert mount["read_only"] is True
            assert mount["bind"] == {"create_host_path": False}
            assert (secrets / mount["source"].removeprefix("./secrets/")).is_dir()
        else:
            assert (COMPOSE / mount["source"]).exists()


def test_files_that_settings_name_are_in_the_folder_that_is_mounted(secrets):
    for name, one in EVERY.items():
        folders = {m["target"]: m["source"].removeprefix("./secrets/") for m in mounts(one)}
        for key, value in one.get("environment", {}).items():
            place = re.fullmatch(r"(/run/secrets/\w+)/([\w.-]+)", str(value))
            if place:
                assert (secrets / folders[place[1]] / place[2]).is_file(), f"{name}: {key}"


@pytest.mark.parametrize("name", SERVICES)
def test_variables_are_settings_and_none_is_missing(name, secrets):
    one = SERVICES[name]
    program = programs.of(default(one["image"]), one.get("command"))
    mine = programs.settings(program) if program else None
    if mine is None:
        assert not [key for key in one.get("environment", {}) if key.startswith("PIXGEN_")]
        return
    given = set(one.get("environment", {}))
    assert programs.strangers(given, mine) == []
    folder = [
        m["source"].removeprefix("./secrets/") for m in mounts(one) if m["target"] == "/run/secrets/pixgen"
    ]
    files = {path.name.upper() for path in (secrets / folder[0]).iterdir()} if folder else set()
    assert mine.required <= given | files
    assert mine.elsewhere <= given


@pytest.mark.parametrize("name", SERVICES)
def test_scratch_in_memory_fits_into_the_limit(name):
    sizes = [int(size) for entry in SERVICES[name]["tmpfs"] for size in re.findall(r"size=(\d+)m", entry)]
    memory = int(SERVICES[name]["deploy"]["resources"]["limits"]["memory"].removesuffix("M"))
    assert sum(sizes) < memory


@pytest.mark.parametrize("name", [name for name, one in SERVICES.items() if "build" in one])
def test_compose_and_bake_build_the_same(name):
    one = SERVICES[name]
    assert one["build"]["dockerfile"] == dockerfile(default(one["image"]))
    for argument, value in one["build"]["args"].items():
        bake = re.search(rf'^variable "{argument}" {{\n  default = "([^"]+)"', BAKE, re.MULTILINE)[1]
        assert default(value) == bake


def test_additions_name_services_that_there_are():
    for name in ("compose.gpu.yaml", "compose.observability.yaml"):
        added = {key for key, one in load(name)["services"].items() if "image" not in one}
        assert added <= SERVICES.keys()


def test_what_prometheus_reads_is_what_services_offer():
    text = yaml.safe_load((COMPOSE / "prometheus" / "prometheus.yml").read_text())
    for entry in text["scrape_configs"][0]["static_configs"]:
        for address in entry["targets"]:
            assert address.split(":")[0] in SERVICES
