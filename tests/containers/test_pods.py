"""What the Kubernetes manifests say, started once from the built images: commands, mounts, limits, probes."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image
from pixgen_imaging import phantoms

from tests.containers.pods import Kubelet, containers_of, overlays_of
from tests.manifests.conftest import kustomize, rendered
from tests.waiting import until

__all__ = ["kustomize"]
# What each overlay expects to be elsewhere, and what of the stack that runs stands in for it.
ELSEWHERE = {
    "local": {},
    "production": {
        "PIXGEN_S3_ENDPOINT": "http://minio:9000",
        "PIXGEN_AUTH_ISSUER": "http://catalog:8002",
        "PIXGEN_AUTH_JWKS_URL": "http://catalog:8002/.well-known/jwks.json",
        "PGHOST": "postgres",
        "PGSSLMODE": "disable",
    },
    "distributed-training": {},
}
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")


@pytest.fixture(scope="module")
def overlays(containers, kustomize, tmp_path_factory):
    """What starts the containers of each overlay, with the secrets of the stack that runs."""
    place = overlays_of(containers, tmp_path_factory.mktemp("kubernetes") / "kubernetes")
    made = {}
    for name, elsewhere in ELSEWHERE.items():
        objects = rendered([*kustomize, str(place / name)])
        made[name] = Kubelet(containers, objects, tmp_path_factory.mktemp(name), elsewhere)
    return made


@pytest.mark.parametrize("overlay", ["local", "production"])
def test_jobs_end_well_and_may_be_repeated(containers, overlays, overlay):
    kubelet = overlays[overlay]
    jobs = containers_of(kubelet.objects, "Job", "CronJob")
    assert jobs
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda job: containers.docker("run", "--rm", *kubelet.arguments(*job)), jobs))


@pytest.mark.parametrize("overlay", ["local", "production"])
@pytest.mark.usefixtures("run")
def test_servers_start_and_answer_each_of_their_probes(containers, overlays, overlay):
    """All at once, as on a machine; a model has been published before, for TensorFlow Serving's sake."""
    kubelet = overlays[overlay]
    started = {}
    try:
        for server in containers_of(kubelet.objects, "Deployment", "StatefulSet"):
            name = f"{kubelet.project}-pod-{server[2]['name']}"
            started[name] = server
            containers.docker("run", "--detach", "--name", name, *kubelet.arguments(*server))
        for name, (_, _, one) in started.items():
            for kind in [kind for kind in PROBES if kind in one]:
                until(lambda n=name, o=one, k=kind: kubelet.asked(n, o, o[k]), f"{name} {kind}")
            assert containers.docker("inspect", "--format", "{{.State.Running}}", name).strip() == "true"
    finally:
        containers.docker("rm", "--force", *started)
    assert started


@pytest.fixture
def work(tmp_path):
    """A folder of pictures, and room beside it, which every account may write to."""
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for seed in range(20):
        Image.fromarray(phantoms.draw(seed, size=64).rgb).save(pictures / f"{seed}.png")
    for folder in (tmp_path, pictures):
        folder.chmod(0o777)
    return tmp_path


@pytest.fixture
def workers(containers, overlays, work):
    """Starts the Job's two indexes as two containers that find each other by the names in TF_CONFIG."""
    kubelet = overlays["distributed-training"]
    ((where, template, one),) = containers_of(kubelet.objects, "Job")
    mount = next(mount["mountPath"] for mount in one["volumeMounts"] if mount["name"] == "work")
    rest = {**one, "volumeMounts": [mount for mount in one["volumeMounts"] if mount["name"] != "work"]}
    rest["resources"] = {"limits": {"memory": "4Gi"}}  # 32 are not there
    names = [f"{kubelet.project}-pod-train-{index}" for index in range(2)]

    def start(*more):
        for index, name in enumerate(names):
            words = ["--detach", "--name", name, "--network-alias", f"train-{index}.train"]
            words += [
                "--volume",
                f"{work}:{mount}",
                *kubelet.arguments(where, template, rest, INDEX=str(index)),
            ]
            containers.docker("run", *words, *more)
        return names

    yield start
    containers.docker("rm", "--force", *names)


def test_a_run_of_two_workers_goes_on_from_its_checkpoint_after_an_eviction(containers, workers, work):
    """The other worker ends too, with a code that lets the Job start it again (2 would fail the Job)."""
    words = ["--profile=smoke", "--width=4", "--samples=32", "--steps=40", "--checkpoint-every=5"]
    names = workers(*words)
    until(lambda: any(work.glob("run/checkpoints/*.npz")), lambda: _said(containers, names))
    containers.docker("kill", names[1])
    codes = {int(code) for code in containers.docker("wait", *names).split()}
    assert not codes & {0, 2}, _said(containers, names)
    containers.docker("rm", *names)
    kept = {path: path.stat().st_mtime_ns for path in (work / "run" / "samples").iterdir()}

    workers(*words)
    assert containers.docker("wait", *names).split() == ["0", "0"], _said(containers, names)
    status = json.loads((work / "run" / "status.json").read_text())
    assert (status["state"], status["step"]) == ("completed", 40)
    assert (work / "run" / "export" / "manifest.json").exists()
    first = min(kept)
    assert first.stat().st_mtime_ns == kept[first], "it began again instead of going on"


def _said(containers, names):
    return "".join(containers.docker("logs", name) for name in names)
