"""What the Kubernetes manifests say, started once from the built images: commands, mounts, limits, probes."""

import re
import subprocess
import time

import pytest

from tests.containers.conftest import BUILT
from tests.containers.pods import overlays_of
from tests.manifests import reading
from tests.manifests.conftest import kustomize, rendered

__all__ = ["kustomize"]
JOBS = {"prepare-database", "prepare-store", "migrate-catalog", "migrate-synthesis"}
SERVERS = {"catalog", "upload", "synthesis", "synthesis-worker", "web"}
SECONDS = 120


@pytest.fixture(scope="module")
def objects(containers, kustomize, tmp_path_factory):
    """The overlay `local`, with the secrets of the stack that runs."""
    place = overlays_of(containers, tmp_path_factory.mktemp("kubernetes") / "kubernetes")
    return rendered([*kustomize, str(place / "local")])


def found(objects, *kinds):
    """Template and container by the container's name, of those whose image this suite has built."""
    mine = {}
    for where, template, one in reading.every_container(objects):
        image = re.match(r"pixgen/([\w-]+):", one["image"])
        if where.split("/")[0] in kinds and image and image[1] in BUILT:
            mine[one["name"]] = (template, one)
    return mine


def arguments(containers, objects, template, one):
    """`docker run`'s words for what a kubelet would start."""
    account = template["spec"]["securityContext"] | one.get("securityContext", {})
    user, group = account["runAsUser"], account["runAsGroup"]
    words = ["--network", f"{containers.environment['COMPOSE_PROJECT_NAME']}_internal", "--read-only"]
    words += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--user", f"{user}:{group}"]
    words += ["--memory", one["resources"]["limits"]["memory"].removesuffix("i").lower()]
    volumes = {volume["name"]: volume for volume in template["spec"]["volumes"]}
    for mount in one["volumeMounts"]:
        volume = volumes[mount["name"]]
        if "secret" in volume:
            # kustomize ends a name that it generates with a hash.
            folder = re.fullmatch(r"pixgen-(.+?)(-[0-9a-z]{10})?", volume["secret"]["secretName"])[1]
            folder = containers.folder / "secrets" / folder
            assert folder.is_dir(), folder.name
            words += ["--volume", f"{folder}:{mount['mountPath']}:ro"]
        else:
            words += ["--tmpfs", f"{mount['mountPath']}:size=512m,mode=0777,uid={user},gid={group}"]
    given = {}
    for source in one.get("envFrom", []):
        given |= reading.named(objects, "ConfigMap", source["configMapRef"]["name"])["data"]
    given |= {entry["name"]: entry["value"] for entry in one.get("env", [])}
    for name, value in given.items():
        words += ["--env", f"{name}={value}"]
    command = one.get("command", [])
    entry = ["--entrypoint", command[0]] if command else []
    return [*words, *entry, one["image"], *command[1:], *one.get("args", [])]


def test_jobs_end_well_and_may_be_repeated(containers, objects):
    jobs = found(objects, "Job")
    assert set(jobs) >= JOBS
    for template, one in jobs.values():
        containers.docker("run", "--rm", *arguments(containers, objects, template, one))


def address(probe, one):
    """What a probe asks, as the health checks of images take it."""
    ports = {port["name"]: port["containerPort"] for port in one["ports"]}
    asked = probe["httpGet"]
    return f"http://127.0.0.1:{ports.get(asked['port'], asked['port'])}{asked['path']}"


def healthy(containers, name, target):
    asking = (
        ["wget", "-q", "-O", "/dev/null"]
        if name.endswith("-web")
        else ["python", "-m", "pixgen_common.probe"]
    )
    done = subprocess.run(
        ["docker", "exec", name, *asking, target],
        env=containers.environment,
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )
    return done.returncode == 0


@pytest.mark.parametrize("server", sorted(SERVERS))
def test_servers_start_and_answer_each_of_their_probes(containers, objects, server):
    template, one = found(objects, "Deployment")[server]
    name = f"{containers.environment['COMPOSE_PROJECT_NAME']}-pod-{server}"
    containers.docker("run", "--detach", "--name", name, *arguments(containers, objects, template, one))
    try:
        for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
            target, until = address(one[kind], one), time.monotonic() + SECONDS
            while not healthy(containers, name, target):
                assert time.monotonic() < until, f"{kind} {target}\n{containers.docker('logs', name)}"
                time.sleep(0.5)
    finally:
        containers.docker("rm", "--force", name)
