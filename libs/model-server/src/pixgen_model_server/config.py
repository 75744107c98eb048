"""Which models are served: flags, a config file, or a reload request (server_core.cc)."""

from pathlib import Path
from typing import Any

from google.protobuf import text_format
from tensorflow_serving.config import model_server_config_pb2 as pb

from pixgen_model_server.options import Options
from pixgen_model_server.status import Code, ServingError, invalid

_PLATFORM = "tensorflow"


def from_options(options: Options) -> Any:
    """The configuration that the flags name.

    Args:
        options: the flags.

    Returns:
        A ModelServerConfig.

    Raises:
        ServingError: the file is not there or is no configuration; no base path is given.
    """
    if options.model_config_file is not None:
        return from_file(options.model_config_file)
    if not options.model_base_path:
        raise invalid("Both server_options.model_base_path and server_options.model_config_file are empty!")
    model = pb.ModelConfig(
        name=options.model_name, base_path=options.model_base_path, model_platform=_PLATFORM
    )
    return pb.ModelServerConfig(model_config_list=pb.ModelConfigList(config=[model]))


def from_file(path: Path) -> Any:
    """Reads a configuration in text format. Args: the file. Returns: a ModelServerConfig."""
    try:
        return text_format.Parse(path.read_text("utf-8"), pb.ModelServerConfig())
    except OSError as error:
        raise ServingError(Code.NOT_FOUND, f"{path}; {error.strerror}") from error
    except (text_format.ParseError, UnicodeDecodeError) as error:
        raise invalid(f"Invalid protobuf file: '{path}'") from error


def check(new: Any, old: Any) -> None:
    """Checks a configuration before anything is changed.

    Args:
        new: what is asked for.
        old: what is in force.

    Raises:
        ServingError: INVALID_ARGUMENT.
    """
    models = new.model_config_list.config
    for index, model in enumerate(models):
        if any(model.name == other.name for other in models[:index]):
            raise invalid(f"Illegal to list model {model.name} multiple times in config list")
    for model in models:
        if not (model.base_path.startswith("/") or "://" in model.base_path):
            raise invalid(
                f"Expected model {model.name} to have an absolute path or URI; "
                f"got base_path()={model.base_path}"
            )
    before = {model.name: _platform(model) for model in old.model_config_list.config}
    for model in models:
        if model.name in before and before[model.name] != _platform(model):
            raise invalid(
                f"Illegal to change a model's platform. For model {model.name} platform was "
                f"{before[model.name]} and new platform requested is {_platform(model)}"
            )


def check_platforms(config: Any) -> None:
    """Checks that each model is TensorFlow's. Args: a ModelServerConfig. Raises: ServingError."""
    for model in config.model_config_list.config:
        if _platform(model) != _PLATFORM:
            raise invalid(f"Model {model.name} requests unsupported platform {model.model_platform}")


def _platform(model: Any) -> str:
    if model.model_type != pb.MODEL_TYPE_UNSPECIFIED:
        if model.model_platform:
            raise invalid(
                "Illegal setting both ModelServerConfig::model_type (deprecated) "
                "and ModelServerConfig::model_platform."
            )
        if model.model_type != pb.TENSORFLOW:
            raise invalid(f"ModelServerConfig::model_type choice {model.model_type} not supported.")
        return _PLATFORM
    if not model.model_platform:
        raise invalid(
            "Illegal setting neither ModelServerConfig::model_type (deprecated) "
            "nor ModelServerConfig::model_platform."
        )
    return str(model.model_platform)
