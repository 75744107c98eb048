"""What the Kubernetes manifests say, started once from the built images: commands, mounts, limits, probes."""

import json
import shutil
import time

import pytest
from PIL import Image
from pixgen_imaging import phantoms

from tests.containers.conftest import BUILT, CHECKOUT, MODELS
from tests.containers.pods import Kubelet, containers_of
from tests.manifests.conftest import kustomize, rendered

__all__ = ["kustomize"]
JOBS = {
    "local": {"prepare-database", "prepare-store", "migrate-catalog", "migrate-synthesis"},
    "production": {"migrate-catalog", "migrate-synthesis", "reconcile", "database", "buckets"},
}
SERVERS = {"catalog", "upload", "synthesis", "synthesis-worker", "web"}
STATE = {"local": {"postgres", "minio"}, "production": set()}
WITH_MODELS = {"augment", "gan-trainer", "model-sync", "serving"} if MODELS else set()
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
SECONDS = 300


@pytest.fixture(scope="module")
def overlays(containers, kustomize, tmp_path_factory):
    """What starts the containers of each overlay, with the secrets of the stack that runs."""
    place = tmp_path_factory.mktemp("kubernetes") / "kubernetes"
    shutil.copytree(CHECKOUT / "deploy" / "kubernetes", place, ignore=shutil.ignore_patterns("secrets"))
    shutil.copytree(containers.folder / "secrets", place / "overlays" / "local" / "secrets")
    names = ("local", "production", "distributed-training")
    made = {}
    for name in names:
        objects = rendered([*kustomize, str(place / "overlays" / name)])
        made[name] = Kubelet(containers, objects, tmp_path_factory.mktemp(name))
    return made


@pytest.mark.parametrize("overlay", JOBS)
def test_jobs_end_well_and_may_be_repeated(containers, overlays, overlay):
    kubelet = overlays[overlay]
    jobs = list(containers_of(kubelet.objects, BUILT, "Job", "CronJob"))
    assert {one["name"] for _, _, one in jobs} == JOBS[overlay]
    for job in jobs:
        containers.docker("run", "--rm", *kubelet.arguments(*job))


@pytest.mark.parametrize("overlay", STATE)
def test_servers_start_and_answer_each_of_their_probes(containers, overlays, overlay, request):
    """All at once, as on a machine; a model has been published before, for TensorFlow Serving's sake."""
    if MODELS:
        request.getfixturevalue("run")
    kubelet = overlays[overlay]
    servers = list(containers_of(kubelet.objects, BUILT, "Deployment", "StatefulSet"))
    servers = [server for server in servers if MODELS or server[2]["name"] != "serving"]
    assert {one["name"] for _, _, one in servers} == SERVERS | STATE[overlay] | WITH_MODELS
    until = time.monotonic() + SECONDS
    started = {}
    try:
        for server in servers:
            name = f"{kubelet.project}-pod-{server[2]['name']}"
            started[name] = server
            containers.docker("run", "--detach", "--name", name, *kubelet.arguments(*server))
        for name, (_, _, one) in started.items():
            for kind in [kind for kind in PROBES if kind in one]:
                while not kubelet.asked(name, one, one[kind]):
                    assert time.monotonic() < until, f"{name} {kind}\n{containers.docker('logs', name)}"
                    time.sleep(0.5)
            assert containers.docker("inspect", "--format", "{{.State.Running}}", name).strip() == "true"
    finally:
        containers.docker("rm", "--force", *started)


@pytest.mark.skipif(not MODELS, reason="only with PIXGEN_CONTAINERS_MODELS=1")
def test_two_workers_of_a_distributed_run_train_together(containers, overlays, tmp_path):
    """The Job's two indexes as two containers that find each other by the names in TF_CONFIG."""
    kubelet = overlays["distributed-training"]
    ((where, template, one),) = containers_of(kubelet.objects, BUILT, "Job")
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for seed in range(20):
        Image.fromarray(phantoms.draw(seed, size=64).rgb).save(pictures / f"{seed}.png")
    for folder in (tmp_path, pictures):
        folder.chmod(0o777)
    short = ["--profile=smoke", "--steps=4", "--evaluate-every=4", "--samples=32", "--width=4"]
    names = [f"{kubelet.project}-pod-train-{index}" for index in range(2)]
    mount = next(mount["mountPath"] for mount in one["volumeMounts"] if mount["name"] == "work")
    rest = {**one, "volumeMounts": [mount for mount in one["volumeMounts"] if mount["name"] != "work"]}
    rest["resources"] = {"limits": {"memory": "4Gi"}}  # 32 are not there
    try:
        for index, name in enumerate(names):
            words = ["--detach", "--name", name, "--network-alias", f"train-{index}.train"]
            words += ["--volume", f"{tmp_path}:{mount}"]
            containers.docker(
                "run", *words, *kubelet.arguments(where, template, rest, INDEX=str(index)), *short
            )
        ends = containers.docker("wait", *names).split()
        said = "".join(containers.docker("logs", name) for name in names)
        assert ends == ["0", "0"], said
    finally:
        containers.docker("rm", "--force", *names)
    status = json.loads((tmp_path / "run" / "status.json").read_text())
    assert status["step"] == 4
    assert (tmp_path / "run" / "export" / "manifest.json").exists()
