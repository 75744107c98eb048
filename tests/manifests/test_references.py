"""What manifests name must be there: Secrets, ConfigMaps, their keys, and real settings of programs."""

import re

import pytest
import yaml

from tests.manifests import programs, reading
from tests.manifests.conftest import CHECKOUT

REQUIRED = CHECKOUT / "deploy" / "kubernetes" / "overlays" / "production" / "secrets.required.yaml"


def secret_keys(objects):
    """Keys of each Secret that is made here or promised by secrets.required.yaml, by its name."""
    made = {found["metadata"]["name"]: set(found["data"]) for found in reading.of_kind(objects, "Secret")}
    return made or {name: set(keys) for name, keys in yaml.safe_load(REQUIRED.read_text()).items()}


def config_keys(objects):
    return {found["metadata"]["name"]: found["data"] for found in reading.of_kind(objects, "ConfigMap")}


def mounted_secrets(template, container):
    """Keys of Secrets that a container sees at /run/secrets/pixgen. Returns: names of its Secrets."""
    volumes = {volume["name"]: volume for volume in template["spec"].get("volumes", [])}
    for mount in container.get("volumeMounts", []):
        if mount["mountPath"] == "/run/secrets/pixgen":
            yield volumes[mount["name"]]["secret"]["secretName"]


def variables(objects, container):
    """What a container's environment holds, by name."""
    found = {}
    for source in container.get("envFrom", []):
        found |= config_keys(objects)[source["configMapRef"]["name"]]
    return found | {entry["name"]: entry.get("value", "") for entry in container.get("env", [])}


def test_volumes_name_secrets_configmaps_and_claims_that_are_there(objects):
    secrets, configs = secret_keys(objects), config_keys(objects)
    for where, template in reading.pods(objects):
        for volume in template["spec"].get("volumes", []):
            if "secret" in volume:
                assert volume["secret"]["secretName"] in secrets, where
            if "configMap" in volume:
                assert volume["configMap"]["name"] in configs, where
            if "persistentVolumeClaim" in volume:
                name = volume["persistentVolumeClaim"]["claimName"]
                assert reading.named(objects, "PersistentVolumeClaim", name), where


def test_environments_name_keys_that_are_there(objects):
    secrets, configs = secret_keys(objects), config_keys(objects)
    for where, _, one in reading.every_container(objects):
        for source in one.get("envFrom", []):
            assert source["configMapRef"]["name"] in configs, where
        for entry in one.get("env", []):
            reference = entry.get("valueFrom", {}).get("secretKeyRef")
            assert reference is None or reference["key"] in secrets[reference["name"]], f"{where}: {entry}"


def test_files_under_the_secrets_folder_that_settings_name_are_mounted(objects):
    secrets = secret_keys(objects)
    for where, template, one in reading.every_container(objects):
        keys = {key for name in mounted_secrets(template, one) for key in secrets[name]}
        program = programs.of(one["image"], one.get("command"))
        mine = programs.settings(program) if program else None
        if mine is None:
            continue
        for name, value in variables(objects, one).items():
            place = re.fullmatch(r"/run/secrets/pixgen/(.+)", str(value))
            if place and name in mine.known:
                assert place[1] in keys, f"{where}: {name}={value}"


def test_secrets_that_are_promised_are_all_used(overlays):
    objects = overlays["production"]
    text = yaml.safe_dump_all(objects)
    for name in yaml.safe_load(REQUIRED.read_text()):
        assert name in text


def test_the_secrets_made_by_hand_are_those_that_production_asks_for(secrets):
    for name, keys in yaml.safe_load(REQUIRED.read_text()).items():
        folder = secrets / name.removeprefix("pixgen-")
        missing = set(keys) - {path.name for path in folder.iterdir()} if folder.exists() else set()
        assert missing <= {"host"}, f"{name}: make secrets does not make {missing}"


def test_variables_are_settings_of_the_program_that_gets_them(objects):
    unknown = []
    for where, _, one in reading.every_container(objects):
        program = programs.of(one["image"], one.get("command"))
        mine = programs.settings(program) if program else None
        if mine is not None:
            own = [entry["name"] for entry in one.get("env", [])]
            unknown += [f"{where}: {name}" for name in programs.strangers(own, mine)]
    assert unknown == []


def test_shared_variables_are_settings_of_some_program(overlays):
    known = set().union(*(programs.settings(program).known for program in programs.ALL))
    for objects in overlays.values():
        for name, data in config_keys(objects).items():
            if not name.startswith("pixgen-settings"):
                continue
            assert programs.strangers(data, known) == []


def test_programs_get_every_setting_that_they_cannot_start_without(objects):
    secrets = secret_keys(objects)
    for where, template, one in reading.every_container(objects):
        program = programs.of(one["image"], one.get("command"))
        mine = programs.settings(program) if program else None
        if mine is None:
            continue
        keys = {key.upper() for name in mounted_secrets(template, one) for key in secrets[name]}
        given = variables(objects, one).keys()
        assert mine.required <= keys | given, f"{where} lacks a required setting"
        assert mine.elsewhere <= given, f"{where} looks for others on its own machine"
        files = {key for key in keys if key.startswith("PIXGEN_")}
        shared = {"PIXGEN_CATALOG_MIGRATION_URL", "PIXGEN_SYNTHESIS_MIGRATION_URL"}
        assert files <= mine.known | shared | programs.PREPARE_ALL, (
            f"{where}: no program reads {files - mine.known}"
        )


@pytest.mark.parametrize("program", programs.ALL)
def test_programs_read_the_folder_of_secrets(program):
    assert programs.settings(program).reads_secrets, (
        f"{program}: its settings must inherit from FromEnvironment"
    )
