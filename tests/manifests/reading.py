"""Looking things up in rendered objects."""

from collections.abc import Iterator
from typing import Any

Object = dict[str, Any]


def of_kind(objects: list[Object], *kinds: str) -> list[Object]:
    return [found for found in objects if found["kind"] in kinds]


def named(objects: list[Object], kind: str, name: str) -> Object | None:
    return next((one for one in of_kind(objects, kind) if one["metadata"]["name"] == name), None)


def title(found: Object) -> str:
    return f"{found['kind']}/{found['metadata']['name']}"


def pods(objects: list[Object]) -> Iterator[tuple[str, Object]]:
    """Each pod template, with the title of what makes pods of it."""
    for found in objects:
        spec = found.get("spec", {})
        if found["kind"] == "CronJob":
            yield title(found), spec["jobTemplate"]["spec"]["template"]
        elif found["kind"] in {"Deployment", "StatefulSet", "Job"}:
            yield title(found), spec["template"]


def containers(template: Object) -> list[Object]:
    return [*template["spec"].get("initContainers", []), *template["spec"]["containers"]]


def every_container(objects: list[Object]) -> Iterator[tuple[str, Object, Object]]:
    """Title, pod template, container."""
    for where, template in pods(objects):
        for one in containers(template):
            yield f"{where}/{one['name']}", template, one


def labels(template: Object) -> dict[str, str]:
    return template["metadata"]["labels"]


def app(template: Object) -> str:
    return labels(template)["app.kubernetes.io/name"]


def matches(selector: Object, given: dict[str, str]) -> bool:
    """Whether labels fit a selector of matchLabels and `In`."""
    if any(given.get(key) != value for key, value in selector.get("matchLabels", {}).items()):
        return False
    return all(given.get(one["key"]) in one["values"] for one in selector.get("matchExpressions", []))
