from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Method(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    METHOD_UNSPECIFIED: _ClassVar[Method]
    METHOD_TONE: _ClassVar[Method]
    METHOD_NEURAL: _ClassVar[Method]
    METHOD_HYBRID: _ClassVar[Method]

class OutputFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTPUT_FORMAT_UNSPECIFIED: _ClassVar[OutputFormat]
    OUTPUT_FORMAT_PNG: _ClassVar[OutputFormat]
    OUTPUT_FORMAT_JPEG: _ClassVar[OutputFormat]
METHOD_UNSPECIFIED: Method
METHOD_TONE: Method
METHOD_NEURAL: Method
METHOD_HYBRID: Method
OUTPUT_FORMAT_UNSPECIFIED: OutputFormat
OUTPUT_FORMAT_PNG: OutputFormat
OUTPUT_FORMAT_JPEG: OutputFormat

class Lab(_message.Message):
    __slots__ = ("lightness", "a", "b")
    LIGHTNESS_FIELD_NUMBER: _ClassVar[int]
    A_FIELD_NUMBER: _ClassVar[int]
    B_FIELD_NUMBER: _ClassVar[int]
    lightness: float
    a: float
    b: float
    def __init__(self, lightness: _Optional[float] = ..., a: _Optional[float] = ..., b: _Optional[float] = ...) -> None: ...

class Target(_message.Message):
    __slots__ = ("ita_deg", "tone_group", "style", "style_image")
    ITA_DEG_FIELD_NUMBER: _ClassVar[int]
    TONE_GROUP_FIELD_NUMBER: _ClassVar[int]
    STYLE_FIELD_NUMBER: _ClassVar[int]
    STYLE_IMAGE_FIELD_NUMBER: _ClassVar[int]
    ita_deg: float
    tone_group: str
    style: str
    style_image: bytes
    def __init__(self, ita_deg: _Optional[float] = ..., tone_group: _Optional[str] = ..., style: _Optional[str] = ..., style_image: _Optional[bytes] = ...) -> None: ...

class StylizeRequest(_message.Message):
    __slots__ = ("content", "target", "method", "strength", "max_edge", "output_format", "with_masks")
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    MAX_EDGE_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_FORMAT_FIELD_NUMBER: _ClassVar[int]
    WITH_MASKS_FIELD_NUMBER: _ClassVar[int]
    content: bytes
    target: Target
    method: Method
    strength: float
    max_edge: int
    output_format: OutputFormat
    with_masks: bool
    def __init__(self, content: _Optional[bytes] = ..., target: _Optional[_Union[Target, _Mapping]] = ..., method: _Optional[_Union[Method, str]] = ..., strength: _Optional[float] = ..., max_edge: _Optional[int] = ..., output_format: _Optional[_Union[OutputFormat, str]] = ..., with_masks: _Optional[bool] = ...) -> None: ...

class Measures(_message.Message):
    __slots__ = ("content_ita_deg", "result_ita_deg", "target_ita_deg", "tone_error_deg", "gradient_correlation", "structure", "contrast", "colour_contrast_kept", "density_kept", "new_blue", "skin_fraction", "lesion_fraction", "clipped_fraction")
    CONTENT_ITA_DEG_FIELD_NUMBER: _ClassVar[int]
    RESULT_ITA_DEG_FIELD_NUMBER: _ClassVar[int]
    TARGET_ITA_DEG_FIELD_NUMBER: _ClassVar[int]
    TONE_ERROR_DEG_FIELD_NUMBER: _ClassVar[int]
    GRADIENT_CORRELATION_FIELD_NUMBER: _ClassVar[int]
    STRUCTURE_FIELD_NUMBER: _ClassVar[int]
    CONTRAST_FIELD_NUMBER: _ClassVar[int]
    COLOUR_CONTRAST_KEPT_FIELD_NUMBER: _ClassVar[int]
    DENSITY_KEPT_FIELD_NUMBER: _ClassVar[int]
    NEW_BLUE_FIELD_NUMBER: _ClassVar[int]
    SKIN_FRACTION_FIELD_NUMBER: _ClassVar[int]
    LESION_FRACTION_FIELD_NUMBER: _ClassVar[int]
    CLIPPED_FRACTION_FIELD_NUMBER: _ClassVar[int]
    content_ita_deg: float
    result_ita_deg: float
    target_ita_deg: float
    tone_error_deg: float
    gradient_correlation: float
    structure: float
    contrast: float
    colour_contrast_kept: float
    density_kept: float
    new_blue: float
    skin_fraction: float
    lesion_fraction: float
    clipped_fraction: float
    def __init__(self, content_ita_deg: _Optional[float] = ..., result_ita_deg: _Optional[float] = ..., target_ita_deg: _Optional[float] = ..., tone_error_deg: _Optional[float] = ..., gradient_correlation: _Optional[float] = ..., structure: _Optional[float] = ..., contrast: _Optional[float] = ..., colour_contrast_kept: _Optional[float] = ..., density_kept: _Optional[float] = ..., new_blue: _Optional[float] = ..., skin_fraction: _Optional[float] = ..., lesion_fraction: _Optional[float] = ..., clipped_fraction: _Optional[float] = ...) -> None: ...

class Warning(_message.Message):
    __slots__ = ("code", "message")
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: str
    message: str
    def __init__(self, code: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class Module(_message.Message):
    __slots__ = ("handle", "version")
    HANDLE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    handle: str
    version: str
    def __init__(self, handle: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class Timings(_message.Message):
    __slots__ = ("decode_ms", "masks_ms", "wait_ms", "network_ms", "colour_ms", "measure_ms", "encode_ms", "total_ms")
    DECODE_MS_FIELD_NUMBER: _ClassVar[int]
    MASKS_MS_FIELD_NUMBER: _ClassVar[int]
    WAIT_MS_FIELD_NUMBER: _ClassVar[int]
    NETWORK_MS_FIELD_NUMBER: _ClassVar[int]
    COLOUR_MS_FIELD_NUMBER: _ClassVar[int]
    MEASURE_MS_FIELD_NUMBER: _ClassVar[int]
    ENCODE_MS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_MS_FIELD_NUMBER: _ClassVar[int]
    decode_ms: float
    masks_ms: float
    wait_ms: float
    network_ms: float
    colour_ms: float
    measure_ms: float
    encode_ms: float
    total_ms: float
    def __init__(self, decode_ms: _Optional[float] = ..., masks_ms: _Optional[float] = ..., wait_ms: _Optional[float] = ..., network_ms: _Optional[float] = ..., colour_ms: _Optional[float] = ..., measure_ms: _Optional[float] = ..., encode_ms: _Optional[float] = ..., total_ms: _Optional[float] = ...) -> None: ...

class Masks(_message.Message):
    __slots__ = ("lesion", "skin")
    LESION_FIELD_NUMBER: _ClassVar[int]
    SKIN_FIELD_NUMBER: _ClassVar[int]
    lesion: bytes
    skin: bytes
    def __init__(self, lesion: _Optional[bytes] = ..., skin: _Optional[bytes] = ...) -> None: ...

class StylizeResponse(_message.Message):
    __slots__ = ("image", "media_type", "pixels_x", "pixels_y", "method", "target", "strength", "measures", "warnings", "module", "method_version", "timings", "masks")
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    PIXELS_X_FIELD_NUMBER: _ClassVar[int]
    PIXELS_Y_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    MEASURES_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    MODULE_FIELD_NUMBER: _ClassVar[int]
    METHOD_VERSION_FIELD_NUMBER: _ClassVar[int]
    TIMINGS_FIELD_NUMBER: _ClassVar[int]
    MASKS_FIELD_NUMBER: _ClassVar[int]
    image: bytes
    media_type: str
    pixels_x: int
    pixels_y: int
    method: Method
    target: Lab
    strength: float
    measures: Measures
    warnings: _containers.RepeatedCompositeFieldContainer[Warning]
    module: Module
    method_version: str
    timings: Timings
    masks: Masks
    def __init__(self, image: _Optional[bytes] = ..., media_type: _Optional[str] = ..., pixels_x: _Optional[int] = ..., pixels_y: _Optional[int] = ..., method: _Optional[_Union[Method, str]] = ..., target: _Optional[_Union[Lab, _Mapping]] = ..., strength: _Optional[float] = ..., measures: _Optional[_Union[Measures, _Mapping]] = ..., warnings: _Optional[_Iterable[_Union[Warning, _Mapping]]] = ..., module: _Optional[_Union[Module, _Mapping]] = ..., method_version: _Optional[str] = ..., timings: _Optional[_Union[Timings, _Mapping]] = ..., masks: _Optional[_Union[Masks, _Mapping]] = ...) -> None: ...

class StylizeStreamRequest(_message.Message):
    __slots__ = ("key", "request")
    KEY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_FIELD_NUMBER: _ClassVar[int]
    key: str
    request: StylizeRequest
    def __init__(self, key: _Optional[str] = ..., request: _Optional[_Union[StylizeRequest, _Mapping]] = ...) -> None: ...

class Failure(_message.Message):
    __slots__ = ("status", "reason", "message")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    status: str
    reason: str
    message: str
    def __init__(self, status: _Optional[str] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class StylizeStreamResponse(_message.Message):
    __slots__ = ("key", "response", "failure")
    KEY_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    FAILURE_FIELD_NUMBER: _ClassVar[int]
    key: str
    response: StylizeResponse
    failure: Failure
    def __init__(self, key: _Optional[str] = ..., response: _Optional[_Union[StylizeResponse, _Mapping]] = ..., failure: _Optional[_Union[Failure, _Mapping]] = ...) -> None: ...

class MeasureToneRequest(_message.Message):
    __slots__ = ("content", "with_masks")
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    WITH_MASKS_FIELD_NUMBER: _ClassVar[int]
    content: bytes
    with_masks: bool
    def __init__(self, content: _Optional[bytes] = ..., with_masks: _Optional[bool] = ...) -> None: ...

class MeasureToneResponse(_message.Message):
    __slots__ = ("ita_deg", "ita_quality", "ita_reason", "ita_method", "tone_group", "skin", "skin_fraction", "lesion_fraction", "clipped_fraction", "masks")
    ITA_DEG_FIELD_NUMBER: _ClassVar[int]
    ITA_QUALITY_FIELD_NUMBER: _ClassVar[int]
    ITA_REASON_FIELD_NUMBER: _ClassVar[int]
    ITA_METHOD_FIELD_NUMBER: _ClassVar[int]
    TONE_GROUP_FIELD_NUMBER: _ClassVar[int]
    SKIN_FIELD_NUMBER: _ClassVar[int]
    SKIN_FRACTION_FIELD_NUMBER: _ClassVar[int]
    LESION_FRACTION_FIELD_NUMBER: _ClassVar[int]
    CLIPPED_FRACTION_FIELD_NUMBER: _ClassVar[int]
    MASKS_FIELD_NUMBER: _ClassVar[int]
    ita_deg: float
    ita_quality: str
    ita_reason: str
    ita_method: str
    tone_group: str
    skin: Lab
    skin_fraction: float
    lesion_fraction: float
    clipped_fraction: float
    masks: Masks
    def __init__(self, ita_deg: _Optional[float] = ..., ita_quality: _Optional[str] = ..., ita_reason: _Optional[str] = ..., ita_method: _Optional[str] = ..., tone_group: _Optional[str] = ..., skin: _Optional[_Union[Lab, _Mapping]] = ..., skin_fraction: _Optional[float] = ..., lesion_fraction: _Optional[float] = ..., clipped_fraction: _Optional[float] = ..., masks: _Optional[_Union[Masks, _Mapping]] = ...) -> None: ...

class ListStylesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Style(_message.Message):
    __slots__ = ("name", "label", "skin", "ita_deg", "tone_group", "monk_tone", "source")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    SKIN_FIELD_NUMBER: _ClassVar[int]
    ITA_DEG_FIELD_NUMBER: _ClassVar[int]
    TONE_GROUP_FIELD_NUMBER: _ClassVar[int]
    MONK_TONE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    name: str
    label: str
    skin: Lab
    ita_deg: float
    tone_group: str
    monk_tone: int
    source: str
    def __init__(self, name: _Optional[str] = ..., label: _Optional[str] = ..., skin: _Optional[_Union[Lab, _Mapping]] = ..., ita_deg: _Optional[float] = ..., tone_group: _Optional[str] = ..., monk_tone: _Optional[int] = ..., source: _Optional[str] = ...) -> None: ...

class MethodInfo(_message.Message):
    __slots__ = ("method", "version", "description")
    METHOD_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    method: Method
    version: str
    description: str
    def __init__(self, method: _Optional[_Union[Method, str]] = ..., version: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...

class ListStylesResponse(_message.Message):
    __slots__ = ("styles", "methods", "module")
    STYLES_FIELD_NUMBER: _ClassVar[int]
    METHODS_FIELD_NUMBER: _ClassVar[int]
    MODULE_FIELD_NUMBER: _ClassVar[int]
    styles: _containers.RepeatedCompositeFieldContainer[Style]
    methods: _containers.RepeatedCompositeFieldContainer[MethodInfo]
    module: Module
    def __init__(self, styles: _Optional[_Iterable[_Union[Style, _Mapping]]] = ..., methods: _Optional[_Iterable[_Union[MethodInfo, _Mapping]]] = ..., module: _Optional[_Union[Module, _Mapping]] = ...) -> None: ...
