"""TensorFlow Serving, over its REST interface: which version of a model it serves, and pictures from it.

Every method raises PixGenError: NOT_FOUND ``model.not_served``; UNPROCESSABLE ``serving.refused`` for what
the model itself refuses; UNAVAILABLE or DEADLINE when the server is away.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

import httpx
from pixgen_common.errors import Code, PixGenError
from pixgen_common.vocabularies import TONE_GROUPS

from pixgen_synthesis.settings import Settings

SIGNATURE, DEFAULT = "sample", "serving_default"
_BUSY = {429: Code.TOO_MANY, 503: Code.UNAVAILABLE, 504: Code.DEADLINE}
# One picture of 224 pixels as Base64 has 200 kB.
_MOST_BYTES = 8 << 20
_WORDS = 300


@dataclass(frozen=True)
class Served:
    """A version of a model that can be asked for pictures.

    Args:
        model: its name.
        version: its number.
        conditional: whether it is asked for a tone group.
        edge: of its pictures, pixels; 0 where nobody asked.
    """

    model: str
    version: str
    conditional: bool
    edge: int = 0


class Serving:
    """Asks TensorFlow Serving.

    Args:
        settings: where it is, and how long to wait.
    """

    def __init__(self, settings: Settings) -> None:
        self._http = httpx.Client(
            base_url=settings.serving_url, timeout=httpx.Timeout(settings.serving_seconds, connect=5)
        )

    def newest(self, model: str) -> Served:
        """The version that is served of a model.

        Args:
            model: its name.

        Returns:
            The version.

        Raises:
            PixGenError: besides the above, CONFLICT ``model.no_generator`` when it gives no pictures.
        """
        said = self._ask("GET", f"/v1/models/{model}/metadata")
        try:
            version = str(int(said["model_spec"]["version"]))
            signatures = said["metadata"]["signature_def"]["signature_def"]
        except (KeyError, TypeError, ValueError) as error:
            raise _garbled() from error
        if SIGNATURE not in signatures:
            raise PixGenError(
                Code.CONFLICT, "This model is served, but gives no pictures.", reason="model.no_generator"
            )
        conditional = "tone_group" in signatures[SIGNATURE].get("inputs", {})
        return Served(model, version, conditional, _edge(signatures))

    def picture(self, served: Served, seed: tuple[int, int], tone_group: str | None) -> bytes:
        """One picture; the same seed gives the same one.

        Args:
            served: of which version.
            seed: two numbers of 63 bits.
            tone_group: of which tone, for a conditional model.

        Returns:
            PNG.
        """
        inputs: dict[str, Any] = {"count": 1, "seed": list(seed)}
        if served.conditional:
            inputs["tone_group"] = TONE_GROUPS.index(str(tone_group))
        path = f"/v1/models/{served.model}/versions/{served.version}:predict"
        said = self._ask("POST", path, {"signature_name": SIGNATURE, "inputs": inputs})
        try:
            (only,) = said["outputs"]
            return base64.b64decode(only["b64"], validate=True)
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise _garbled() from error

    def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        try:
            with self._http.stream(method, path, json=body) as answer:
                status, data = answer.status_code, bytearray()
                for chunk in answer.iter_bytes(1 << 16):
                    data += chunk
                    if len(data) > _MOST_BYTES:
                        raise _garbled()
            said = json.loads(data)
        except httpx.HTTPError as error:
            words = "TensorFlow Serving did not answer. Try again; if it stays so have the operator start it."
            raise PixGenError(Code.UNAVAILABLE, words, reason="serving.unavailable", retry_after=5) from error
        except ValueError as error:
            raise _garbled() from error
        if not isinstance(said, dict):
            raise _garbled()
        if status != httpx.codes.OK:
            raise _failure(status, str(said.get("error") or ""))
        return said


def _edge(signatures: dict[str, Any]) -> int:
    """Edge of the pictures as floats: they are [B, edge, edge, 3]."""
    try:
        shape = signatures[DEFAULT]["outputs"]["images"]["tensor_shape"]["dim"]
        return int(shape[1]["size"])
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise _garbled() from error


def _failure(status: int, words: str) -> PixGenError:
    if status == httpx.codes.NOT_FOUND:
        return PixGenError(
            Code.NOT_FOUND,
            "No version of this model is served just now: publish one first.",
            reason="model.not_served",
        )
    if status in _BUSY:
        return PixGenError(_BUSY[status], "TensorFlow Serving is busy.", reason="serving.busy", retry_after=5)
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return PixGenError(Code.INTERNAL, "TensorFlow Serving failed.", reason="serving.failed")
    # Below the first sentence there are the places in its graph.
    told = " ".join(words.split())[:_WORDS]
    return PixGenError(Code.UNPROCESSABLE, f"The model refused: {told}", reason="serving.refused")


def _garbled() -> PixGenError:
    return PixGenError(
        Code.INTERNAL, "TensorFlow Serving gave an answer that cannot be read.", reason="serving.garbled"
    )
