"""Kubernetes manifests: the schemas, and what no schema sees."""

import json
import re

import kubernetes_validate
import pytest

from tests.manifests import reading

QUANTITY = {"m": 1e-3, "": 1, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}
# name:tag, never `latest`, or by digest
PINNED = re.compile(r"^[^\s:@]+(:(?!latest)[\w.-]+(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$")


def amount(text):
    number, unit = re.fullmatch(r"([0-9.]+)([A-Za-z]*)", str(text)).groups()
    return float(number) * QUANTITY[unit]


def test_every_object_fits_its_schema_strictly(objects):
    for found in objects:
        kubernetes_validate.validate(found, "1.37", strict=True)


def test_no_two_objects_have_one_name(objects):
    titles = [reading.title(found) for found in objects]
    assert sorted(set(titles)) == sorted(titles)


def test_pods_fit_the_policy_restricted(objects):
    for where, template in reading.pods(objects):
        spec = template["spec"]
        context = spec["securityContext"]
        assert context["runAsNonRoot"] is True, where
        assert context["runAsUser"] > 0, where
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}, where
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys(), where
        allowed = {"emptyDir", "secret", "configMap", "persistentVolumeClaim", "projected"}
        assert all(set(volume) - {"name"} <= allowed for volume in spec.get("volumes", [])), where
    for where, _, one in reading.every_container(objects):
        assert one["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, where


def test_pods_get_no_token_of_the_cluster_and_an_account_of_their_own(objects):
    for where, template in reading.pods(objects):
        assert template["spec"]["automountServiceAccountToken"] is False, where
        account = reading.named(objects, "ServiceAccount", template["spec"]["serviceAccountName"])
        assert account is not None, where
        assert account["automountServiceAccountToken"] is False, where


def test_requests_are_within_limits_and_all_are_given(objects):
    for where, _, one in reading.every_container(objects):
        requests, limits = one["resources"]["requests"], one["resources"]["limits"]
        for kind in ("cpu", "memory", "ephemeral-storage"):
            assert 0 < amount(requests[kind]) <= amount(limits[kind]), f"{where}: {kind}"


def test_scratch_space_is_bounded_within_the_pods_limits(objects):
    for where, template in reading.pods(objects):
        for volume in template["spec"].get("volumes", []):
            if "emptyDir" in volume:
                size = amount(volume["emptyDir"]["sizeLimit"])
                most = sum(
                    amount(c["resources"]["limits"]["ephemeral-storage"])
                    for c in reading.containers(template)
                )
                assert size <= most, f"{where}: {volume['name']}"


def test_images_are_pinned(objects):
    for where, _, one in reading.every_container(objects):
        assert PINNED.match(one["image"]), f"{where}: {one['image']}"


def test_servers_have_probes_and_probes_name_their_ports(objects):
    for where, template in reading.pods(objects):
        for one in reading.containers(template):
            ports = {port["name"]: port["containerPort"] for port in one.get("ports", [])}
            probes = [
                one[kind] for kind in ("startupProbe", "livenessProbe", "readinessProbe") if kind in one
            ]
            for probe in probes:
                for kind in ("httpGet", "tcpSocket"):
                    assert kind not in probe or probe[kind]["port"] in ports, f"{where}: {probe}"
                assert "grpc" not in probe or probe["grpc"]["port"] in ports.values(), f"{where}: {probe}"
            if where.split("/")[0] in {"Deployment", "StatefulSet"} and ports:
                assert "readinessProbe" in one, where


def test_what_is_mounted_is_there(objects):
    for where, template, one in reading.every_container(objects):
        volumes = {volume["name"] for volume in template["spec"].get("volumes", [])}
        claims = reading.named(objects, "StatefulSet", where.split("/")[1])
        if where.startswith("StatefulSet") and claims:
            volumes |= {claim["metadata"]["name"] for claim in claims["spec"].get("volumeClaimTemplates", [])}
        assert {mount["name"] for mount in one.get("volumeMounts", [])} <= volumes, where
        assert "/tmp" in {mount["mountPath"] for mount in one["volumeMounts"]}, where  # noqa: S108


def test_servers_drain_before_they_end(objects):
    for where, template in reading.pods(objects):
        if not where.startswith("Deployment"):
            continue
        pause = template["spec"]["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
        assert pause + 25 <= template["spec"]["terminationGracePeriodSeconds"], where


def test_services_lead_to_named_ports_of_pods(objects):
    for found in reading.of_kind(objects, "Service"):
        behind = [
            template
            for _, template in reading.pods(objects)
            if reading.matches({"matchLabels": found["spec"]["selector"]}, reading.labels(template))
        ]
        assert behind, reading.title(found)
        for template in behind:
            ports = {port["name"] for one in reading.containers(template) for port in one.get("ports", [])}
            assert {port["targetPort"] for port in found["spec"]["ports"]} <= ports, reading.title(found)


def test_selectors_of_workloads_fit_their_pods(objects):
    for found in reading.of_kind(objects, "Deployment", "StatefulSet"):
        assert reading.matches(found["spec"]["selector"], reading.labels(found["spec"]["template"]))


def test_autoscalers_and_budgets_have_their_targets(objects):
    for found in reading.of_kind(objects, "HorizontalPodAutoscaler"):
        target = reading.named(
            objects, found["spec"]["scaleTargetRef"]["kind"], found["spec"]["scaleTargetRef"]["name"]
        )
        assert target is not None, reading.title(found)
        assert "replicas" not in target["spec"], f"{reading.title(found)}: both say how many"
        assert found["spec"]["minReplicas"] <= found["spec"]["maxReplicas"]
    for found in reading.of_kind(objects, "PodDisruptionBudget"):
        fitting = [
            t
            for _, t in reading.pods(objects)
            if reading.matches(found["spec"]["selector"], reading.labels(t))
        ]
        assert len(fitting) == 1, reading.title(found)


def test_ingress_leads_to_a_service_and_has_tls(objects):
    for found in reading.of_kind(objects, "Ingress"):
        covered = {host for entry in found["spec"]["tls"] for host in entry["hosts"]}
        for rule in found["spec"]["rules"]:
            assert rule["host"] in covered
            for path in rule["http"]["paths"]:
                service = reading.named(objects, "Service", path["backend"]["service"]["name"])
                assert path["backend"]["service"]["port"]["name"] in {
                    p["name"] for p in service["spec"]["ports"]
                }


def test_names_that_nginx_looks_up_are_whole_and_exist(objects):
    web = reading.named(objects, "Deployment", "web")
    if web is None:
        pytest.skip("this overlay has no web")
    for entry in web["spec"]["template"]["spec"]["containers"][0]["env"]:
        if entry["name"] in {"PIXGEN_EDGE_UPLOAD", "PIXGEN_EDGE_CATALOG", "PIXGEN_EDGE_SYNTHESIS"}:
            name, namespace, *rest = re.fullmatch(r"http://([\w.-]+):\d+", entry["value"])[1].split(".")
            assert rest == ["svc", "cluster", "local"]
            assert reading.named(objects, "Service", name)["metadata"]["namespace"] == namespace


def test_workers_of_a_run_find_each_other(overlays):
    objects = overlays["distributed-training"]
    job = reading.named(objects, "Job", "train")["spec"]
    spec = job["template"]["spec"]
    service = reading.named(objects, "Service", spec["subdomain"])
    assert service["spec"]["clusterIP"] == "None"
    env = {entry["name"]: entry for entry in spec["containers"][0]["env"]}
    names = list(env)
    assert names.index("INDEX") < names.index("TF_CONFIG"), "only earlier variables are put in"
    config = json.loads(env["TF_CONFIG"]["value"].replace("$(INDEX)", "1"))
    port = service["spec"]["ports"][0]["port"]
    assert config["cluster"]["worker"] == [f"train-{n}.train:{port}" for n in range(job["completions"])]
    assert job["parallelism"] == job["completions"]
    assert job["completionMode"] == "Indexed"
