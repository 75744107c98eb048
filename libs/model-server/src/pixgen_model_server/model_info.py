"""What is known of a model: its versions' states and its signatures."""

from typing import Any

from tensorflow_serving.apis import get_model_metadata_pb2, get_model_status_pb2

from pixgen_model_server.core import Core
from pixgen_model_server.status import Code, ServingError, invalid

SIGNATURES = "signature_def"


def status(core: Core, request: Any) -> Any:
    """Answers GetModelStatus (get_model_status_impl.cc); a version label is not looked at.

    Args:
        core: the server's core.
        request: a GetModelStatusRequest.

    Returns:
        A GetModelStatusResponse, newest version first.

    Raises:
        ServingError: NOT_FOUND.
    """
    if not request.HasField("model_spec"):
        raise invalid("Missing ModelSpec")
    name, states = request.model_spec.name, core.manager.states(request.model_spec.name)
    if request.model_spec.HasField("version"):
        version = request.model_spec.version.value
        if version not in states:
            raise ServingError(Code.NOT_FOUND, f"Could not find version {version} of model {name}")
        states = {version: states[version]}
    elif not states:
        raise ServingError(Code.NOT_FOUND, f"Could not find any versions of model {name}")
    response = get_model_status_pb2.GetModelStatusResponse()
    for version in sorted(states, reverse=True):
        state, health = states[version]
        one = response.model_version_status.add(version=version, state=state.value)
        one.status.error_code = health.code.value if health else 0
        one.status.error_message = health.message if health else ""
    return response


def metadata(core: Core, request: Any) -> Any:
    """Answers GetModelMetadata (get_model_metadata_impl.cc): signature_def and nothing else.

    Args:
        core: the server's core.
        request: a GetModelMetadataRequest.

    Returns:
        A GetModelMetadataResponse.

    Raises:
        ServingError: INVALID_ARGUMENT or NOT_FOUND.
    """
    if not request.HasField("model_spec"):
        raise invalid("Missing ModelSpec")
    if not request.metadata_field:
        raise invalid("GetModelMetadataRequest must specify at least one metadata_field")
    for field in request.metadata_field:
        if field != SIGNATURES:
            raise invalid(f"Metadata field {field} is not supported")
    response = get_model_metadata_pb2.GetModelMetadataResponse()
    signatures = get_model_metadata_pb2.SignatureDefMap()
    with core.serving(request.model_spec) as (version, bundle):
        for name, signature in bundle.signatures.items():
            signatures.signature_def[name].CopyFrom(signature)
    response.model_spec.name = request.model_spec.name
    response.model_spec.version.value = version
    response.metadata[SIGNATURES].Pack(signatures)
    return response
