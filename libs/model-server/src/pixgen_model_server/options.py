"""What the command line says."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """The server's flags; names and defaults are TensorFlow Serving's, but for those marked as ours.

    Args:
        port: gRPC; 0 takes a free one.
        rest_api_port: REST; 0 offers none, as TensorFlow Serving does, -1 takes a free one (ours).
        model_name: the one model's name, unless there is a config file.
        model_base_path: the one model's directory.
        model_config_file: a ModelServerConfig in text format.
        model_config_file_poll_wait_seconds: how often that file is read again; 0 is never.
        file_system_poll_wait_seconds: how often base paths are looked at; 0 is once, negative never.
        max_num_load_retries: further tries of a load that failed.
        load_retry_interval_micros: time between two tries.
        rest_api_timeout_in_ms: longest time of one REST request.
        rest_api_num_threads: connections served at a time.
        allow_version_labels_for_unavailable_models: labels may point at versions still to be loaded.
        saved_model_tags: tags of the graph to load, separated by commas.
        host: address that both ports listen on (ours; TensorFlow Serving listens everywhere).
        max_body_bytes: longest request (ours; TensorFlow Serving takes 2 GiB).
        shutdown_seconds: time that requests in progress get at the end (ours).
        ports_file: file that receives the two ports once they are open (ours).
        sync: bring published models first, by model-sync's settings (ours).
    """

    port: int = 8500
    rest_api_port: int = 0
    model_name: str = "default"
    model_base_path: str = ""
    model_config_file: Path | None = None
    model_config_file_poll_wait_seconds: int = 0
    file_system_poll_wait_seconds: float = 1
    max_num_load_retries: int = 5
    load_retry_interval_micros: int = 60_000_000
    rest_api_timeout_in_ms: int = 30_000
    rest_api_num_threads: int = 32
    allow_version_labels_for_unavailable_models: bool = False
    saved_model_tags: str = "serve"
    host: str = "127.0.0.1"
    max_body_bytes: int = 64 << 20
    shutdown_seconds: float = 10
    ports_file: Path | None = None
    sync: bool = False
