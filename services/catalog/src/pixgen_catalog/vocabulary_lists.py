"""The closed lists as REST shows them, by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from pixgen_common import vocabularies as v


@dataclass(frozen=True)
class Entry:
    """A word of a vocabulary.

    Args:
        value: as records hold it.
        label: for people.
        synonyms: other names.
        parent: the group it belongs to.
        icd10: ICD-10 code.
        snomed: SNOMED CT id.
    """

    value: str
    label: str
    synonyms: tuple[str, ...] = ()
    parent: str | None = None
    icd10: str | None = None
    snomed: str | None = None


# Named as the record names its fields; conditions are kept in a file of their own.
VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "conditions": (),
    "image_type": v.IMAGE_TYPES,
    "shot_type": v.SHOT_TYPES,
    "sex": v.SEXES,
    "anatom_site_general": v.ANATOM_SITES,
    "confirm_type": v.CONFIRM_TYPES,
    "fitzpatrick_skin_type": v.FITZPATRICK,
    "monk_skin_tone": tuple(map(str, v.MONK)),
    "tone_group": v.TONE_GROUPS,
    "condition_duration": v.DURATIONS,
    "condition_symptoms": v.SYMPTOMS,
    "textures": v.TEXTURES,
    "recognizable_visual_features": v.RECOGNIZABLE,
    "copyright_license": v.LICENSES,
    "consent_scopes": v.CONSENT_SCOPES,
    "access": v.ACCESS,
    "image_manipulation": v.MANIPULATIONS,
    "digital_source_type": v.SOURCE_TYPES,
    "status": v.STATUSES,
}
_OF_FACET = {
    "fitzpatrick": "fitzpatrick_skin_type",
    "monk": "monk_skin_tone",
    "site": "anatom_site_general",
    "manipulation": "image_manipulation",
    "license": "copyright_license",
}
_LABELS = {
    "instrument only": "As the camera took it",
    "altered": "Altered",
    "synthetic": "Synthetic",
    "ml_training": "Training of models",
    "generative": "Training of generators",
    "commercial": "Commercial use",
    "share": "Sharing with researchers",
}


def entries(name: str) -> list[Entry] | None:
    """The words of a vocabulary. Args: its name. Returns: them, or None when there is none such."""
    if name == "conditions":
        return [
            Entry(one.condition_id, one.label, one.synonyms, one.parent, one.icd10, one.snomed)
            for one in v.conditions().values()
        ]
    values = VOCABULARIES.get(name)
    return None if values is None else [Entry(value, _plain(value)) for value in values]


def order(facet: str) -> tuple[str, ...]:
    """The values of a facet in their own order. Args: the facet. Returns: values."""
    return VOCABULARIES.get(_OF_FACET.get(facet, facet), ())


def label(facet: str, value: str) -> str:
    """What people call a value. Args: facet, row or column kind, and value. Returns: words."""
    if facet == "condition":
        known = v.conditions().get(value)
        return known.label if known else value
    return _plain(value)


def _plain(value: str) -> str:
    """ONE_DAY as One day; words that are fine stay."""
    if value in _LABELS:
        return _LABELS[value]
    if value.isupper() and "_" in value:
        return value.replace("_", " ").capitalize()
    return value
