"""The columns of a metadata CSV: the record's fields, flattened, with the values that each may have.

The closed lists are those of the image record (ISIC, SCIN, DICOM). They stand here again, and a test compares
them with the services' own, so that a file with mistakes is refused before anything is sent and the command
installs without any other part of PixGen.
"""

from dataclasses import dataclass
from enum import Enum, auto

LICENSES = ("CC-0", "CC-BY", "CC-BY-NC")
IMAGE_TYPES = ("dermoscopic", "clinical: overview", "clinical: close-up")
CONSENT_SCOPES = ("share", "ml_training", "generative", "commercial")
ANATOM_SITES = (
    "head/neck",
    "upper extremity",
    "lower extremity",
    "anterior torso",
    "posterior torso",
    "lateral torso",
    "palms/soles",
    "oral/genital",
)
FITZPATRICK = ("I", "II", "III", "IV", "V", "VI")
TONE_GROUPS = ("light", "intermediate", "tan", "brown", "dark")
MANIPULATIONS = ("instrument only", "altered", "synthetic")
STATUSES = ("pending", "published", "rejected", "withdrawn")
CONFIRM_TYPES = (
    "histopathology",
    "confocal microscopy",
    "serial imaging",
    "single image expert consensus",
    "clinical",
)
DURATIONS = (
    "UNKNOWN",
    "ONE_DAY",
    "LESS_THAN_ONE_WEEK",
    "ONE_TO_FOUR_WEEKS",
    "ONE_TO_THREE_MONTHS",
    "THREE_TO_TWELVE_MONTHS",
    "MORE_THAN_ONE_YEAR",
    "MORE_THAN_FIVE_YEARS",
    "SINCE_CHILDHOOD",
)
SYMPTOMS = (
    "BOTHERSOME_APPEARANCE",
    "BLEEDING",
    "INCREASING_SIZE",
    "DARKENING",
    "ITCHING",
    "BURNING",
    "PAIN",
    "FEVER",
    "CHILLS",
    "FATIGUE",
    "JOINT_PAIN",
    "MOUTH_SORES",
    "SHORTNESS_OF_BREATH",
    "NO_RELEVANT_EXPERIENCE",
)


class Kind(Enum):
    """How a cell is read."""

    TEXT = auto()
    INTEGER = auto()
    CHOICE = auto()
    CONDITION = auto()


@dataclass(frozen=True)
class Column:
    """One column of the CSV.

    Args:
        name: its heading.
        kind: how its cells are read.
        choices: what a cell may say, for CHOICE.
        many: a cell may hold several, divided by ``;``.
        bounds: least and greatest, for INTEGER.
        example: a cell of the template.
    """

    name: str
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    many: bool = False
    bounds: tuple[int, int] = (0, 0)
    example: str = ""


def _choice(name: str, choices: tuple[str, ...], example: str = "", *, many: bool = False) -> Column:
    return Column(name, Kind.CHOICE, choices, many=many, example=example)


def _integer(name: str, low: int, high: int, example: str = "", *, many: bool = False) -> Column:
    return Column(name, Kind.INTEGER, bounds=(low, high), many=many, example=example)


FILE = "file"
COLUMNS: tuple[Column, ...] = (
    _choice("image_type", IMAGE_TYPES, "clinical: close-up"),
    _choice("copyright_license", LICENSES, "CC-BY"),
    _choice("consent_scopes", CONSENT_SCOPES, "share;ml_training", many=True),
    Column("patient", example="P-014"),
    Column("attribution", example="Example Clinic"),
    _choice("access", ("open", "controlled"), "controlled"),
    Column("lesion", example="L-1"),
    Column("case_id"),
    _choice("shot_type", ("CLOSE_UP", "AT_AN_ANGLE", "AT_DISTANCE"), "CLOSE_UP"),
    _integer("age", 0, 120, "47"),
    _choice("sex", ("male", "female", "other_or_unspecified"), "female"),
    _choice("anatom_site_general", ANATOM_SITES, "upper extremity"),
    Column("diagnosis", Kind.CONDITION, many=True, example="psoriasis"),
    _integer("diagnosis_confidence", 1, 5, "4", many=True),
    _choice("diagnosis_confirm_type", CONFIRM_TYPES, "clinical", many=True),
    _choice("fitzpatrick", FITZPATRICK, "V", many=True),
    _choice("fitzpatrick_source", ("patient", "contributor"), many=True),
    _choice("condition_duration", DURATIONS),
    _choice("condition_symptoms", SYMPTOMS, "ITCHING", many=True),
    _choice("textures", ("RAISED_OR_BUMPY", "FLAT", "ROUGH_OR_FLAKY", "FLUID_FILLED"), many=True),
    _integer("acquisition_day", 0, 43830, "0"),
    Column("country", example="KE"),
    _choice("recognizable_visual_features", ("YES", "NO", "UNKNOWN"), "NO"),
    Column("notes"),
    _choice("image_manipulation", MANIPULATIONS),
    _choice("generator_kind", ("augment", "dcgan", "phantom")),
    Column("generator_model"),
    Column("generator_version"),
    Column("generator_method"),
    Column("generator_seed"),
)
BY_NAME = {column.name: column for column in COLUMNS}
