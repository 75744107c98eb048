"""How the processes that make and serve generators are run."""

from pixgen_local.places import Places
from pixgen_local.settings import StackSettings
from pixgen_local.vault import MODELS, Vault

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
