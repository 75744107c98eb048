"""Starts by Docker what a kubelet would start: command, arguments, environment, mounts, limits, probes."""

import re
import shutil
import subprocess

from tests.containers.conftest import CHECKOUT
from tests.manifests import reading

CONNECT = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 4)"
# Who has no Python to ask with.
ASKING = {"web": ["wget", "-q", "-O", "/dev/null"], "minio": ["/usr/bin/probe"]}


def overlays_of(containers, place):
    """Copies overlays, with the secrets of the stack that runs. Args: it; a new folder. Returns: them."""
    shutil.copytree(CHECKOUT / "deploy" / "kubernetes", place, ignore=shutil.ignore_patterns("secrets"))
    shutil.copytree(containers.folder / "secrets", place / "overlays" / "local" / "secrets")
    return place / "overlays"


def image(one):
    """A container's image as it was built here: without a registry, and without a GPU's libraries."""
    return one["image"].removeprefix("registry.example.org/").removesuffix("-cuda")


def containers_of(objects, *kinds):
    """(title, template, container) of workloads."""
    return [found for found in reading.every_container(objects) if found[0].split("/")[0] in kinds]


def mounted(one):
    """Names of the volumes that a container mounts."""
    return {mount["name"] for mount in one["volumeMounts"]}


class Kubelet:
    """Starts containers beside a Compose project that runs.

    Args:
        containers: the project.
        objects: rendered manifests.
        place: a folder for what volumes hold.
        elsewhere: variables that name what is outside the cluster, with what stands in for it here.
    """

    def __init__(self, containers, objects, place, elsewhere):
        self.containers, self.objects, self._place, self._elsewhere = containers, objects, place, elsewhere
        self.project = containers.environment["COMPOSE_PROJECT_NAME"]

    def arguments(self, where, template, one, **environment):
        """`docker run`'s words. Args: title, template, container, and what replaces its variables."""
        account = template["spec"]["securityContext"] | one.get("securityContext", {})
        user, group = account["runAsUser"], account["runAsGroup"]
        words = ["--network", f"{self.project}_internal", "--read-only"]
        words += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--user", f"{user}:{group}"]
        words += ["--memory", one["resources"]["limits"]["memory"].removesuffix("i").lower()]
        for mount in one["volumeMounts"]:
            words += self._mount(where, template, mount, user, group)
        for name, value in self.variables(one, **environment).items():
            words += ["--env", f"{name}={value}"]
        command = one.get("command", [])
        entry = ["--entrypoint", command[0]] if command else []
        return [*words, *entry, image(one), *command[1:], *one.get("args", [])]

    def variables(self, one, **replaced):
        """The environment of a container, by name."""
        given = {}
        for source in one.get("envFrom", []):
            given |= reading.named(self.objects, "ConfigMap", source["configMapRef"]["name"])["data"]
        given |= {entry["name"]: str(entry.get("value", "")) for entry in one.get("env", [])}
        for entry in one.get("env", []):
            if "secretKeyRef" in entry.get("valueFrom", {}) and entry["name"] not in self._elsewhere:
                reference = entry["valueFrom"]["secretKeyRef"]
                given[entry["name"]] = (self._secrets(reference["name"]) / reference["key"]).read_text()
        given |= {name: value for name, value in self._elsewhere.items() if name in given} | replaced
        return {name: self._put_in(value, given) for name, value in given.items()}

    @staticmethod
    def _put_in(value, given):
        return re.sub(r"\$\((\w+)\)", lambda found: given[found[1]], value)

    def _secrets(self, name):
        """The folder of a Secret; kustomize ends a name that it generates with a hash."""
        name = re.fullmatch(r"pixgen-(.+?)(-[0-9a-z]{10})?", name)[1]
        folder = self.containers.folder / "secrets" / name
        assert folder.is_dir(), name
        return folder

    def _mount(self, where, template, mount, user, group):
        """A pod's own scratch space is a volume where two containers share it, else memory."""
        name, path = mount["name"], mount["mountPath"]
        volume = next((one for one in template["spec"]["volumes"] if one["name"] == name), {})
        if "secret" in volume:
            return ["--volume", f"{self._secrets(volume['secret']['secretName'])}:{path}:ro"]
        if "configMap" in volume:
            return ["--volume", f"{self._written(volume['configMap']['name'])}:{path}:ro"]
        users = [one for one in reading.containers(template) if name in mounted(one)]
        if len(users) > 1 and name != "tmp":
            return [
                "--volume",
                f"{self._shared(where.split('/')[:2], name)}:{path}{':ro' * mount.get('readOnly', False)}",
            ]
        return ["--tmpfs", f"{path}:size=512m,mode=0777,uid={user},gid={group}"]

    def _shared(self, owner, name):
        """A folder that a pod's containers share, which every account may write to."""
        folder = self._place / "-".join([*owner, name])
        if not folder.exists():
            folder.mkdir()
            folder.chmod(0o777)
        return folder

    def _written(self, name):
        """A ConfigMap as a folder that every account may read."""
        folder = self._place / name
        folder.mkdir(exist_ok=True)
        for key, text in reading.named(self.objects, "ConfigMap", name)["data"].items():
            (folder / key).write_text(text)
        return folder

    def asked(self, name, one, probe):
        """Whether a container that runs answers one of its probes, asked from inside it."""
        done = subprocess.run(
            ["docker", "exec", name, *self._question(one, probe)],
            env=self.containers.environment,
            capture_output=True,
            check=False,
            timeout=120,
        )
        return done.returncode == 0

    @staticmethod
    def _question(one, probe):
        ports = {port["name"]: port["containerPort"] for port in one.get("ports", [])}
        if "exec" in probe:
            return probe["exec"]["command"]
        if "tcpSocket" in probe and one["name"] == "postgres":  # it has no Python
            return ["pg_isready", "--host=127.0.0.1"]
        if "tcpSocket" in probe:
            return ["python", "-c", CONNECT, str(ports[probe["tcpSocket"]["port"]])]
        if "grpc" in probe:
            return ["python", "-m", "pixgen_common.probe", f"grpc://127.0.0.1:{probe['grpc']['port']}"]
        asked = probe["httpGet"]
        target = f"http://127.0.0.1:{ports.get(asked['port'], asked['port'])}{asked['path']}"
        return [*ASKING.get(one["name"], ["python", "-m", "pixgen_common.probe"]), target]
