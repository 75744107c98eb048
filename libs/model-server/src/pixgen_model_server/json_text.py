"""JSON as TensorFlow Serving reads and writes it (json_tensor.cc)."""

import json
import math
from typing import Any

import numpy as np

from pixgen_model_server.status import ServingError, invalid

_LARGEST_FLOAT = float(np.finfo(np.float32).max)
_TYPES = {type(None): "Null", bool: "", dict: "Object", list: "Array", str: "String", int: "Number"}


def parse(body: bytes) -> dict[str, Any]:
    """Reads a request's body. NaN and Infinity are numbers; of a key given twice the first counts.

    Args:
        body: UTF-8 JSON.

    Returns:
        The object.

    Raises:
        ServingError: INVALID_ARGUMENT.
    """
    if not body:
        raise invalid("JSON Parse error: The document is empty")
    try:
        document = json.loads(body.decode("utf-8"), object_pairs_hook=_first_counts)
    except json.JSONDecodeError as error:
        raise invalid(f"JSON Parse error: Invalid value. at offset: {error.pos}") from error
    except UnicodeDecodeError as error:
        raise invalid(f"JSON Parse error: Invalid encoding in string. at offset: {error.start}") from error
    except (RecursionError, ValueError) as error:  # too deep; an integer of thousands of digits
        raise invalid("JSON Parse error: Terminate parsing due to Handler error. at offset: 0") from error
    if not isinstance(document, dict):
        raise problem(document, "Is not object")
    return document


def shown(value: Any) -> str:
    """A value as it stands in error messages. Args: parsed JSON. Returns: indented JSON."""
    if isinstance(value, float):
        return decimals(np.array([value], np.float32 if _fits_float(value) else np.float64))[0]
    return json.dumps(value, indent=4)


def type_word(value: Any) -> str:
    """The JSON type's name in error messages. Args: parsed JSON. Returns: e.g. ``String``."""
    if isinstance(value, bool):
        return "True" if value else "False"
    return _TYPES.get(type(value), "Number")


def problem(value: Any, what: str) -> ServingError:
    """A complaint about a value. Args: the value, what is wrong. Returns: the error to raise."""
    return invalid(f"JSON Value: {shown(value)} {what}")


def decimals(values: Any) -> list[str]:
    """Numbers with the fewest of 6 or 9 (17) digits that read back the same (WriteDecimal).

    Args:
        values: array [n], float32 or float64.

    Returns:
        JSON tokens: always with a point or an exponent, or NaN, Infinity, -Infinity.
    """
    long = "%.9g" if values.dtype == np.float32 else "%.17g"
    texts = [long % number for number in values.tolist()]
    perhaps = np.flatnonzero(_may_be_short(values))
    short = [f"{number:.6g}" for number in values[perhaps].tolist()]
    same = np.array(short, dtype=np.float64).astype(values.dtype) == values[perhaps]
    for place, text, exact in zip(perhaps.tolist(), short, same.tolist(), strict=True):
        if exact:
            texts[place] = text
    return [text if "." in text or "e" in text else _token(text) for text in texts]


def _may_be_short(values: Any) -> Any:
    """False for most numbers that need all digits, true for all that do not: writing both is slow."""
    with np.errstate(all="ignore"):
        wide = values.astype(np.float64)
        scale = 10.0 ** (5 - np.floor(np.log10(np.abs(wide))))
        away = np.abs(np.rint(wide * scale) / scale - wide)
        # The numbers themselves are exact to half a step; of a float64, this computation is not.
        steps = 1 if values.dtype == np.float32 else 8
        return ~(away > steps * np.spacing(np.abs(values)).astype(np.float64))


def _token(text: str) -> str:
    return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(text) or text + ".0"


def _fits_float(value: float) -> bool:
    return abs(value) <= _LARGEST_FLOAT or not math.isfinite(value)


def _first_counts(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found
