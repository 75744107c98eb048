"""Types of the record's fields at the REST edge: closed lists, short texts, known conditions."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, GetCoreSchemaHandler, JsonValue, StringConstraints
from pydantic_core import CoreSchema, core_schema

from pixgen_common.vocabularies import conditions

_MAX_OBJECT_BYTES = 8192
# ISO 3166-1 alpha-2, as assigned in 2024.
COUNTRIES = frozenset(
    (  # noqa: SIM905 - 249 quoted codes would be no list that anybody reads
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
        "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
        "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
        "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
        "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
        "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
        "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
        "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
    ).split()
)


@dataclass(frozen=True)
class OneOf:
    """A string out of a closed list, in validation and in the OpenAPI document alike.

    Args:
        values: the list.
    """

    values: tuple[str, ...]

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.values))


def _plain(text: str) -> str:
    """Refuses control characters: PostgreSQL cannot hold NUL, and none of them is ever meant."""
    if any(ord(character) < 32 and character not in "\n\t" for character in text):
        message = "must not hold control characters"
        raise ValueError(message)
    return text


def _known_condition(value: str) -> str:
    if value not in conditions():
        message = "is no known condition; GET /v1/vocabularies/conditions lists them"
        raise ValueError(message)
    return value


def _known_country(value: str) -> str:
    if value not in COUNTRIES:
        message = "is no country code of ISO 3166 (two capital letters)"
        raise ValueError(message)
    return value


def _unique(values: list[str]) -> list[str]:
    if len(set(values)) != len(values):
        message = "names something twice"
        raise ValueError(message)
    return values


def as_json(value: dict[str, JsonValue] | None) -> str:
    """A JSON object as it is kept: one spelling for equal content.

    Args:
        value: the object, or None.

    Returns:
        JSON text; empty for None.

    Raises:
        ValueError: it holds a number that JSON cannot write.
    """
    if value is None:
        return ""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _small_object(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    text = as_json(value)
    if len(text.encode()) > _MAX_OBJECT_BYTES:
        message = f"is larger than {_MAX_OBJECT_BYTES} bytes"
        raise ValueError(message)
    if "\\u0000" in text:
        message = "must not hold control characters"
        raise ValueError(message)
    return value


def _text(longest: int) -> Any:
    return StringConstraints(min_length=1, max_length=longest, strip_whitespace=True)


Word = Annotated[str, _text(120), AfterValidator(_plain)]
# A contributor's own code for a patient or a lesion: hashed at once, never stored.
OwnCode = Annotated[str, _text(200), AfterValidator(_plain)]
Attribution = Annotated[str, _text(300), AfterValidator(_plain)]
Notes = Annotated[str, _text(4000), AfterValidator(_plain)]
# Kept in clear, so that it is held to a form in which no name fits well.
CaseId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
ImageId = Annotated[str, StringConstraints(pattern=r"^img_[a-z2-7]{16}$")]
OrderItem = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/-]{1,128}$")]
ConditionId = Annotated[str, StringConstraints(max_length=100), AfterValidator(_known_condition)]
Country = Annotated[str, AfterValidator(_known_country)]
JsonObject = Annotated[dict[str, JsonValue], AfterValidator(_small_object)]
UniqueWords = AfterValidator(_unique)
