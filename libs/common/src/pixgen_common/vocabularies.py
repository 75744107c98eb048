"""The closed lists of the image record, as ISIC, SCIN, DICOM and IPTC name them."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

IMAGE_TYPES = ("dermoscopic", "clinical: overview", "clinical: close-up")
SHOT_TYPES = ("CLOSE_UP", "AT_AN_ANGLE", "AT_DISTANCE")
SEXES = ("male", "female", "other_or_unspecified")
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
CONFIRM_TYPES = (
    "histopathology",
    "confocal microscopy",
    "serial imaging",
    "single image expert consensus",
    "clinical",
)
FITZPATRICK = ("I", "II", "III", "IV", "V", "VI")
FITZPATRICK_SOURCES = ("patient", "contributor", "reviewer")
MONK = tuple(range(1, 11))
TONE_GROUPS = ("light", "intermediate", "tan", "brown", "dark")
RECOGNIZABLE = ("YES", "NO", "UNKNOWN")
LICENSES = ("CC-0", "CC-BY", "CC-BY-NC")
CONSENT_SCOPES = ("share", "ml_training", "generative", "commercial")
CONSENT_STATUSES = ("active", "withdrawn")
MANIPULATIONS = ("instrument only", "altered", "synthetic")
SOURCE_TYPES = (
    "digitalCapture",
    "algorithmicallyEnhanced",
    "compositeWithTrainedAlgorithmicMedia",
    "trainedAlgorithmicMedia",
    "algorithmicMedia",
)
ACCESS = ("open", "controlled")
STATUSES = ("pending", "published", "rejected", "withdrawn")
GENERATOR_KINDS = ("augment", "dcgan", "phantom")
# SCIN's enumerations (Ward et al., 2024, dataset schema).
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
TEXTURES = ("RAISED_OR_BUMPY", "FLAT", "ROUGH_OR_FLAKY", "FLUID_FILLED")
ROLES = ("contributor", "researcher", "curator", "admin", "service")


@dataclass(frozen=True)
class Condition:
    """One entry of the vocabulary of conditions.

    Args:
        condition_id: stable word with underscores, e.g. ``atopic_dermatitis``.
        label: preferred name.
        synonyms: other names people look for.
        parent: the condition or group it belongs to, or None.
        icd10: ICD-10 code, only where certain.
        snomed: SNOMED CT concept id, only where certain.
    """

    condition_id: str
    label: str
    synonyms: tuple[str, ...] = ()
    parent: str | None = None
    icd10: str | None = None
    snomed: str | None = None


@cache
def conditions() -> dict[str, Condition]:
    """The vocabulary of conditions, by id, in the order of the file.

    Returns:
        At least 120 conditions.
    """
    text = resources.files("pixgen_common").joinpath("conditions.json").read_text(encoding="utf-8")
    entries = (
        Condition(**{**entry, "synonyms": tuple(entry.get("synonyms", ()))}) for entry in json.loads(text)
    )
    return {entry.condition_id: entry for entry in entries}
