"""How the processes that make and serve generators are run."""

from pixgen_local.places import Places
from pixgen_local.settings import StackSettings
from pixgen_local.vault import MODELS, RUNS, Vault

# The one model of the local stack, as in compose and Kubernetes.
MODEL = "dcgan"


def server_flags(settings: StackSettings) -> list[str]:
    """Flags of pixgen-model-server; it opens its ports when a first version has been published."""
    host, _, port = settings.serving_bind.partition(":")
    rest_port = settings.serving_rest_bind.partition(":")[2]
    return [
        "--sync",
        f"--model_name={MODEL}",
        f"--host={host}",
        f"--port={port}",
        f"--rest_api_port={rest_port}",
        "--shutdown_seconds=2",
    ]


def server_environment(places: Places, vault: Vault) -> dict[str, str]:
    """Settings of model-sync inside the model server: it may read published models and nothing else."""
    words = vault.secrets
    return {
        "PIXGEN_S3_ACCESS_KEY": words.s3_serving_access,
        "PIXGEN_S3_SECRET_KEY": words.s3_serving_secret,
        "PIXGEN_MODELS_BUCKET": MODELS,
        "PIXGEN_SYNC_MODELS": MODEL,
        "PIXGEN_SYNC_DIRECTORY": str(places.local / "models"),
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }


def trainer_environment(settings: StackSettings, places: Places, vault: Vault) -> dict[str, str]:
    """Settings of the gan-trainer service; a run that is stopped goes on at the next start."""
    words = vault.secrets
    return {
        "PIXGEN_TRAINER_BIND": settings.trainer_bind,
        "PIXGEN_TRAINER_SCRATCH": str(places.local / "trainer"),
        "PIXGEN_TRAINER_STOP_SECONDS": "4",
        "PIXGEN_CATALOG_GRPC": settings.catalog_grpc_bind,
        "PIXGEN_RUNS_BUCKET": RUNS,
        "PIXGEN_MODELS_BUCKET": MODELS,
        "PIXGEN_S3_ACCESS_KEY": words.s3_trainer_access,
        "PIXGEN_S3_SECRET_KEY": words.s3_trainer_secret,
        "PIXGEN_SERVICE_KEY_FILE": str(vault.service_key("gan-trainer")),
        "PIXGEN_AUTH_JWKS_CACHE": str(places.local / "trainer-jwks.json"),
    }
