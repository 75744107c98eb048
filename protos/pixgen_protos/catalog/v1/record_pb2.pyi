from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Diagnosis(_message.Message):
    __slots__ = ("condition_id", "confidence", "rater", "confirm_type")
    CONDITION_ID_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    RATER_FIELD_NUMBER: _ClassVar[int]
    CONFIRM_TYPE_FIELD_NUMBER: _ClassVar[int]
    condition_id: str
    confidence: int
    rater: str
    confirm_type: str
    def __init__(self, condition_id: _Optional[str] = ..., confidence: _Optional[int] = ..., rater: _Optional[str] = ..., confirm_type: _Optional[str] = ...) -> None: ...

class SkinType(_message.Message):
    __slots__ = ("value", "source")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    value: str
    source: str
    def __init__(self, value: _Optional[str] = ..., source: _Optional[str] = ...) -> None: ...

class MonkTone(_message.Message):
    __slots__ = ("value", "rater", "gradable")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    RATER_FIELD_NUMBER: _ClassVar[int]
    GRADABLE_FIELD_NUMBER: _ClassVar[int]
    value: int
    rater: str
    gradable: bool
    def __init__(self, value: _Optional[int] = ..., rater: _Optional[str] = ..., gradable: _Optional[bool] = ...) -> None: ...

class Generator(_message.Message):
    __slots__ = ("kind", "model", "version", "method", "seed", "parameters_json", "measures_json")
    KIND_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    PARAMETERS_JSON_FIELD_NUMBER: _ClassVar[int]
    MEASURES_JSON_FIELD_NUMBER: _ClassVar[int]
    kind: str
    model: str
    version: str
    method: str
    seed: str
    parameters_json: str
    measures_json: str
    def __init__(self, kind: _Optional[str] = ..., model: _Optional[str] = ..., version: _Optional[str] = ..., method: _Optional[str] = ..., seed: _Optional[str] = ..., parameters_json: _Optional[str] = ..., measures_json: _Optional[str] = ...) -> None: ...

class ImageRecord(_message.Message):
    __slots__ = ("schema_version", "image_id", "account_id", "uploaded_at", "sha256", "source_sha256", "phash", "pixels_x", "pixels_y", "format", "size_bytes", "thumbnail_edges", "removed", "patient_id", "lesion_id", "case_id", "shot_type", "image_type", "age_approx", "sex", "anatom_site_general", "diagnosis", "fitzpatrick_skin_type", "monk_skin_tone", "condition_duration", "condition_symptoms", "textures", "acquisition_day", "country", "recognizable_visual_features", "notes", "ita_deg", "ita_quality", "ita_reason", "ita_method", "tone_group", "consent_id", "consent_scopes", "copyright_license", "attribution", "access", "image_manipulation", "digital_source_type", "parents", "generator", "hold_reason")
    SCHEMA_VERSION_FIELD_NUMBER: _ClassVar[int]
    IMAGE_ID_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    UPLOADED_AT_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    SOURCE_SHA256_FIELD_NUMBER: _ClassVar[int]
    PHASH_FIELD_NUMBER: _ClassVar[int]
    PIXELS_X_FIELD_NUMBER: _ClassVar[int]
    PIXELS_Y_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    THUMBNAIL_EDGES_FIELD_NUMBER: _ClassVar[int]
    REMOVED_FIELD_NUMBER: _ClassVar[int]
    PATIENT_ID_FIELD_NUMBER: _ClassVar[int]
    LESION_ID_FIELD_NUMBER: _ClassVar[int]
    CASE_ID_FIELD_NUMBER: _ClassVar[int]
    SHOT_TYPE_FIELD_NUMBER: _ClassVar[int]
    IMAGE_TYPE_FIELD_NUMBER: _ClassVar[int]
    AGE_APPROX_FIELD_NUMBER: _ClassVar[int]
    SEX_FIELD_NUMBER: _ClassVar[int]
    ANATOM_SITE_GENERAL_FIELD_NUMBER: _ClassVar[int]
    DIAGNOSIS_FIELD_NUMBER: _ClassVar[int]
    FITZPATRICK_SKIN_TYPE_FIELD_NUMBER: _ClassVar[int]
    MONK_SKIN_TONE_FIELD_NUMBER: _ClassVar[int]
    CONDITION_DURATION_FIELD_NUMBER: _ClassVar[int]
    CONDITION_SYMPTOMS_FIELD_NUMBER: _ClassVar[int]
    TEXTURES_FIELD_NUMBER: _ClassVar[int]
    ACQUISITION_DAY_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    RECOGNIZABLE_VISUAL_FEATURES_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    ITA_DEG_FIELD_NUMBER: _ClassVar[int]
    ITA_QUALITY_FIELD_NUMBER: _ClassVar[int]
    ITA_REASON_FIELD_NUMBER: _ClassVar[int]
    ITA_METHOD_FIELD_NUMBER: _ClassVar[int]
    TONE_GROUP_FIELD_NUMBER: _ClassVar[int]
    CONSENT_ID_FIELD_NUMBER: _ClassVar[int]
    CONSENT_SCOPES_FIELD_NUMBER: _ClassVar[int]
    COPYRIGHT_LICENSE_FIELD_NUMBER: _ClassVar[int]
    ATTRIBUTION_FIELD_NUMBER: _ClassVar[int]
    ACCESS_FIELD_NUMBER: _ClassVar[int]
    IMAGE_MANIPULATION_FIELD_NUMBER: _ClassVar[int]
    DIGITAL_SOURCE_TYPE_FIELD_NUMBER: _ClassVar[int]
    PARENTS_FIELD_NUMBER: _ClassVar[int]
    GENERATOR_FIELD_NUMBER: _ClassVar[int]
    HOLD_REASON_FIELD_NUMBER: _ClassVar[int]
    schema_version: int
    image_id: str
    account_id: str
    uploaded_at: str
    sha256: str
    source_sha256: str
    phash: str
    pixels_x: int
    pixels_y: int
    format: str
    size_bytes: int
    thumbnail_edges: _containers.RepeatedScalarFieldContainer[int]
    removed: _containers.RepeatedScalarFieldContainer[str]
    patient_id: str
    lesion_id: str
    case_id: str
    shot_type: str
    image_type: str
    age_approx: int
    sex: str
    anatom_site_general: str
    diagnosis: _containers.RepeatedCompositeFieldContainer[Diagnosis]
    fitzpatrick_skin_type: _containers.RepeatedCompositeFieldContainer[SkinType]
    monk_skin_tone: _containers.RepeatedCompositeFieldContainer[MonkTone]
    condition_duration: str
    condition_symptoms: _containers.RepeatedScalarFieldContainer[str]
    textures: _containers.RepeatedScalarFieldContainer[str]
    acquisition_day: int
    country: str
    recognizable_visual_features: str
    notes: str
    ita_deg: float
    ita_quality: str
    ita_reason: str
    ita_method: str
    tone_group: str
    consent_id: str
    consent_scopes: _containers.RepeatedScalarFieldContainer[str]
    copyright_license: str
    attribution: str
    access: str
    image_manipulation: str
    digital_source_type: str
    parents: _containers.RepeatedScalarFieldContainer[str]
    generator: Generator
    hold_reason: str
    def __init__(self, schema_version: _Optional[int] = ..., image_id: _Optional[str] = ..., account_id: _Optional[str] = ..., uploaded_at: _Optional[str] = ..., sha256: _Optional[str] = ..., source_sha256: _Optional[str] = ..., phash: _Optional[str] = ..., pixels_x: _Optional[int] = ..., pixels_y: _Optional[int] = ..., format: _Optional[str] = ..., size_bytes: _Optional[int] = ..., thumbnail_edges: _Optional[_Iterable[int]] = ..., removed: _Optional[_Iterable[str]] = ..., patient_id: _Optional[str] = ..., lesion_id: _Optional[str] = ..., case_id: _Optional[str] = ..., shot_type: _Optional[str] = ..., image_type: _Optional[str] = ..., age_approx: _Optional[int] = ..., sex: _Optional[str] = ..., anatom_site_general: _Optional[str] = ..., diagnosis: _Optional[_Iterable[_Union[Diagnosis, _Mapping]]] = ..., fitzpatrick_skin_type: _Optional[_Iterable[_Union[SkinType, _Mapping]]] = ..., monk_skin_tone: _Optional[_Iterable[_Union[MonkTone, _Mapping]]] = ..., condition_duration: _Optional[str] = ..., condition_symptoms: _Optional[_Iterable[str]] = ..., textures: _Optional[_Iterable[str]] = ..., acquisition_day: _Optional[int] = ..., country: _Optional[str] = ..., recognizable_visual_features: _Optional[str] = ..., notes: _Optional[str] = ..., ita_deg: _Optional[float] = ..., ita_quality: _Optional[str] = ..., ita_reason: _Optional[str] = ..., ita_method: _Optional[str] = ..., tone_group: _Optional[str] = ..., consent_id: _Optional[str] = ..., consent_scopes: _Optional[_Iterable[str]] = ..., copyright_license: _Optional[str] = ..., attribution: _Optional[str] = ..., access: _Optional[str] = ..., image_manipulation: _Optional[str] = ..., digital_source_type: _Optional[str] = ..., parents: _Optional[_Iterable[str]] = ..., generator: _Optional[_Union[Generator, _Mapping]] = ..., hold_reason: _Optional[str] = ...) -> None: ...
