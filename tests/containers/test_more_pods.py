"""What the Kubernetes manifests say, started once from the built images: commands, mounts, limits, probes."""

import json
import time

import numpy as np
import pytest
from PIL import Image
from pixgen_imaging import phantoms

from tests.containers.conftest import BUILT, CHECKOUT, MODEL_PARTS, MODELS
from tests.containers.pods import Kubelet, containers_of, overlays_of
from tests.containers.test_pods import JOBS as LOCAL_JOBS
from tests.containers.test_pods import SERVERS
from tests.manifests.conftest import kustomize, rendered

__all__ = ["kustomize"]
pytestmark = pytest.mark.skipif(not MODELS, reason="only with PIXGEN_CONTAINERS_MODELS=1")
JOBS = {
    "local": LOCAL_JOBS,
    "production": {"migrate-catalog", "migrate-synthesis", "reconcile", "database", "buckets"},
}
STATE = {"local": {"postgres", "minio"}, "production": set()}
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
SECONDS = 300


@pytest.fixture(scope="module")
def overlays(containers, kustomize, tmp_path_factory):
    """What starts the containers of each overlay, with the secrets of the stack that runs."""
    place = overlays_of(containers, tmp_path_factory.mktemp("kubernetes") / "kubernetes")
    names = ("local", "production", "distributed-training")
    made = {}
    for name in names:
        objects = rendered([*kustomize, str(place / name)])
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
@pytest.mark.usefixtures("run")
def test_servers_start_and_answer_each_of_their_probes(containers, overlays, overlay):
    """All at once, as on a machine; a model has been published before, for TensorFlow Serving's sake."""
    kubelet = overlays[overlay]
    servers = list(containers_of(kubelet.objects, BUILT, "Deployment", "StatefulSet"))
    assert {one["name"] for _, _, one in servers} == SERVERS | STATE[overlay] | set(MODEL_PARTS)
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


@pytest.fixture
def work(tmp_path):
    """A folder of pictures, and room beside it, which every account may write to."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for seed in range(20):
        Image.fromarray(phantoms.draw(seed, size=64).rgb).save(pictures / f"{seed}.png")
    equal = tmp_path / "equal"
    equal.mkdir()
    for folder in (tmp_path, pictures, equal):
        folder.chmod(0o777)
    return tmp_path


@pytest.fixture
def workers(containers, overlays, work):
    """Runs the Job's two indexes as two containers that find each other by the names in TF_CONFIG."""
    kubelet = overlays["distributed-training"]
    ((where, template, one),) = containers_of(kubelet.objects, BUILT, "Job")
    mount = next(mount["mountPath"] for mount in one["volumeMounts"] if mount["name"] == "work")
    rest = {**one, "volumeMounts": [mount for mount in one["volumeMounts"] if mount["name"] != "work"]}
    rest["resources"] = {"limits": {"memory": "4Gi"}}  # 32 are not there
    names = [f"{kubelet.project}-pod-train-{index}" for index in range(2)]

    def run(*more, volumes=(), **changes):
        try:
            for index, name in enumerate(names):
                words = ["--detach", "--name", name, "--network-alias", f"train-{index}.train"]
                for volume in (f"{work}:{mount}", *volumes):
                    words += ["--volume", volume]
                words += kubelet.arguments(where, template, rest | changes, INDEX=str(index))
                containers.docker("run", *words, *more)
            ends = containers.docker("wait", *names).split()
            assert ends == ["0", "0"], "".join(containers.docker("logs", name) for name in names)
        finally:
            containers.docker("rm", "--force", *names)

    return run


def test_two_workers_of_a_distributed_run_train_together(workers, work):
    short = ["--profile=smoke", "--steps=4", "--evaluate-every=4", "--samples=32", "--width=4"]
    workers(*short)
    status = json.loads((work / "run" / "status.json").read_text())
    assert status["step"] == 4
    assert (work / "run" / "export" / "manifest.json").exists()


def test_two_workers_hold_equal_weights(workers, work):
    """The same pods with a program that writes what each of them holds in the end."""
    program = CHECKOUT / "services" / "gan-trainer" / "tests" / "worker.py"
    command = {"command": ["python", "/worker.py"], "args": ["/work/pictures", "/work/equal"]}
    workers(volumes=[f"{program}:/worker.py:ro"], **command)
    mine, other = (np.load(work / "equal" / f"weights-{index}.npz") for index in range(2))
    assert mine.files
    for name in mine.files:
        np.testing.assert_array_equal(mine[name], other[name])
