from pixgen_protos.catalog.v1 import record_pb2 as _record_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RegisterImageRequest(_message.Message):
    __slots__ = ("record",)
    RECORD_FIELD_NUMBER: _ClassVar[int]
    record: _record_pb2.ImageRecord
    def __init__(self, record: _Optional[_Union[_record_pb2.ImageRecord, _Mapping]] = ...) -> None: ...

class NearDuplicate(_message.Message):
    __slots__ = ("image_id", "distance", "image_manipulation")
    IMAGE_ID_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_FIELD_NUMBER: _ClassVar[int]
    IMAGE_MANIPULATION_FIELD_NUMBER: _ClassVar[int]
    image_id: str
    distance: int
    image_manipulation: str
    def __init__(self, image_id: _Optional[str] = ..., distance: _Optional[int] = ..., image_manipulation: _Optional[str] = ...) -> None: ...

class RegisterImageResponse(_message.Message):
    __slots__ = ("status", "created", "near_duplicates")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    NEAR_DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    status: str
    created: bool
    near_duplicates: _containers.RepeatedCompositeFieldContainer[NearDuplicate]
    def __init__(self, status: _Optional[str] = ..., created: _Optional[bool] = ..., near_duplicates: _Optional[_Iterable[_Union[NearDuplicate, _Mapping]]] = ...) -> None: ...

class CatalogImage(_message.Message):
    __slots__ = ("record", "status", "status_reason", "consent_status", "content_url")
    RECORD_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    STATUS_REASON_FIELD_NUMBER: _ClassVar[int]
    CONSENT_STATUS_FIELD_NUMBER: _ClassVar[int]
    CONTENT_URL_FIELD_NUMBER: _ClassVar[int]
    record: _record_pb2.ImageRecord
    status: str
    status_reason: str
    consent_status: str
    content_url: str
    def __init__(self, record: _Optional[_Union[_record_pb2.ImageRecord, _Mapping]] = ..., status: _Optional[str] = ..., status_reason: _Optional[str] = ..., consent_status: _Optional[str] = ..., content_url: _Optional[str] = ...) -> None: ...

class GetImagesRequest(_message.Message):
    __slots__ = ("image_ids", "with_links")
    IMAGE_IDS_FIELD_NUMBER: _ClassVar[int]
    WITH_LINKS_FIELD_NUMBER: _ClassVar[int]
    image_ids: _containers.RepeatedScalarFieldContainer[str]
    with_links: bool
    def __init__(self, image_ids: _Optional[_Iterable[str]] = ..., with_links: _Optional[bool] = ...) -> None: ...

class GetImagesResponse(_message.Message):
    __slots__ = ("images",)
    IMAGES_FIELD_NUMBER: _ClassVar[int]
    images: _containers.RepeatedCompositeFieldContainer[CatalogImage]
    def __init__(self, images: _Optional[_Iterable[_Union[CatalogImage, _Mapping]]] = ...) -> None: ...

class ImageFilter(_message.Message):
    __slots__ = ("tone_group", "fitzpatrick", "monk", "condition", "site", "image_type", "manipulation", "status", "license", "q", "account_id", "consent_scopes")
    TONE_GROUP_FIELD_NUMBER: _ClassVar[int]
    FITZPATRICK_FIELD_NUMBER: _ClassVar[int]
    MONK_FIELD_NUMBER: _ClassVar[int]
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    SITE_FIELD_NUMBER: _ClassVar[int]
    IMAGE_TYPE_FIELD_NUMBER: _ClassVar[int]
    MANIPULATION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    LICENSE_FIELD_NUMBER: _ClassVar[int]
    Q_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    CONSENT_SCOPES_FIELD_NUMBER: _ClassVar[int]
    tone_group: _containers.RepeatedScalarFieldContainer[str]
    fitzpatrick: _containers.RepeatedScalarFieldContainer[str]
    monk: _containers.RepeatedScalarFieldContainer[int]
    condition: _containers.RepeatedScalarFieldContainer[str]
    site: _containers.RepeatedScalarFieldContainer[str]
    image_type: _containers.RepeatedScalarFieldContainer[str]
    manipulation: _containers.RepeatedScalarFieldContainer[str]
    status: _containers.RepeatedScalarFieldContainer[str]
    license: _containers.RepeatedScalarFieldContainer[str]
    q: str
    account_id: str
    consent_scopes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, tone_group: _Optional[_Iterable[str]] = ..., fitzpatrick: _Optional[_Iterable[str]] = ..., monk: _Optional[_Iterable[int]] = ..., condition: _Optional[_Iterable[str]] = ..., site: _Optional[_Iterable[str]] = ..., image_type: _Optional[_Iterable[str]] = ..., manipulation: _Optional[_Iterable[str]] = ..., status: _Optional[_Iterable[str]] = ..., license: _Optional[_Iterable[str]] = ..., q: _Optional[str] = ..., account_id: _Optional[str] = ..., consent_scopes: _Optional[_Iterable[str]] = ...) -> None: ...

class NearPhash(_message.Message):
    __slots__ = ("phash", "max_distance")
    PHASH_FIELD_NUMBER: _ClassVar[int]
    MAX_DISTANCE_FIELD_NUMBER: _ClassVar[int]
    phash: str
    max_distance: int
    def __init__(self, phash: _Optional[str] = ..., max_distance: _Optional[int] = ...) -> None: ...

class SearchImagesRequest(_message.Message):
    __slots__ = ("filter", "near", "limit", "cursor", "with_links")
    FILTER_FIELD_NUMBER: _ClassVar[int]
    NEAR_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    WITH_LINKS_FIELD_NUMBER: _ClassVar[int]
    filter: ImageFilter
    near: NearPhash
    limit: int
    cursor: str
    with_links: bool
    def __init__(self, filter: _Optional[_Union[ImageFilter, _Mapping]] = ..., near: _Optional[_Union[NearPhash, _Mapping]] = ..., limit: _Optional[int] = ..., cursor: _Optional[str] = ..., with_links: _Optional[bool] = ...) -> None: ...

class SearchImagesResponse(_message.Message):
    __slots__ = ("image", "cursor")
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    image: CatalogImage
    cursor: str
    def __init__(self, image: _Optional[_Union[CatalogImage, _Mapping]] = ..., cursor: _Optional[str] = ...) -> None: ...

class GetCoverageRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CoverageCell(_message.Message):
    __slots__ = ("condition", "tone_group", "pictures")
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    TONE_GROUP_FIELD_NUMBER: _ClassVar[int]
    PICTURES_FIELD_NUMBER: _ClassVar[int]
    condition: str
    tone_group: str
    pictures: int
    def __init__(self, condition: _Optional[str] = ..., tone_group: _Optional[str] = ..., pictures: _Optional[int] = ...) -> None: ...

class GetCoverageResponse(_message.Message):
    __slots__ = ("cells",)
    CELLS_FIELD_NUMBER: _ClassVar[int]
    cells: _containers.RepeatedCompositeFieldContainer[CoverageCell]
    def __init__(self, cells: _Optional[_Iterable[_Union[CoverageCell, _Mapping]]] = ...) -> None: ...

class Split(_message.Message):
    __slots__ = ("name", "share")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    name: str
    share: float
    def __init__(self, name: _Optional[str] = ..., share: _Optional[float] = ...) -> None: ...

class CreateSnapshotRequest(_message.Message):
    __slots__ = ("idempotency_key", "filter", "required_scopes", "splits", "seed", "include_altered", "include_synthetic", "purpose")
    IDEMPOTENCY_KEY_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_SCOPES_FIELD_NUMBER: _ClassVar[int]
    SPLITS_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_ALTERED_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_SYNTHETIC_FIELD_NUMBER: _ClassVar[int]
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    idempotency_key: str
    filter: ImageFilter
    required_scopes: _containers.RepeatedScalarFieldContainer[str]
    splits: _containers.RepeatedCompositeFieldContainer[Split]
    seed: int
    include_altered: bool
    include_synthetic: bool
    purpose: str
    def __init__(self, idempotency_key: _Optional[str] = ..., filter: _Optional[_Union[ImageFilter, _Mapping]] = ..., required_scopes: _Optional[_Iterable[str]] = ..., splits: _Optional[_Iterable[_Union[Split, _Mapping]]] = ..., seed: _Optional[int] = ..., include_altered: _Optional[bool] = ..., include_synthetic: _Optional[bool] = ..., purpose: _Optional[str] = ...) -> None: ...

class Snapshot(_message.Message):
    __slots__ = ("snapshot_id", "image_count", "manifest_sha256", "split_counts", "created_at", "withdrawn_count")
    class SplitCountsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    SNAPSHOT_ID_FIELD_NUMBER: _ClassVar[int]
    IMAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    MANIFEST_SHA256_FIELD_NUMBER: _ClassVar[int]
    SPLIT_COUNTS_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWN_COUNT_FIELD_NUMBER: _ClassVar[int]
    snapshot_id: str
    image_count: int
    manifest_sha256: str
    split_counts: _containers.ScalarMap[str, int]
    created_at: str
    withdrawn_count: int
    def __init__(self, snapshot_id: _Optional[str] = ..., image_count: _Optional[int] = ..., manifest_sha256: _Optional[str] = ..., split_counts: _Optional[_Mapping[str, int]] = ..., created_at: _Optional[str] = ..., withdrawn_count: _Optional[int] = ...) -> None: ...

class CreateSnapshotResponse(_message.Message):
    __slots__ = ("snapshot",)
    SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    snapshot: Snapshot
    def __init__(self, snapshot: _Optional[_Union[Snapshot, _Mapping]] = ...) -> None: ...

class GetSnapshotRequest(_message.Message):
    __slots__ = ("snapshot_id",)
    SNAPSHOT_ID_FIELD_NUMBER: _ClassVar[int]
    snapshot_id: str
    def __init__(self, snapshot_id: _Optional[str] = ...) -> None: ...

class GetSnapshotResponse(_message.Message):
    __slots__ = ("snapshot",)
    SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    snapshot: Snapshot
    def __init__(self, snapshot: _Optional[_Union[Snapshot, _Mapping]] = ...) -> None: ...

class StreamSnapshotRequest(_message.Message):
    __slots__ = ("snapshot_id", "split", "with_links")
    SNAPSHOT_ID_FIELD_NUMBER: _ClassVar[int]
    SPLIT_FIELD_NUMBER: _ClassVar[int]
    WITH_LINKS_FIELD_NUMBER: _ClassVar[int]
    snapshot_id: str
    split: str
    with_links: bool
    def __init__(self, snapshot_id: _Optional[str] = ..., split: _Optional[str] = ..., with_links: _Optional[bool] = ...) -> None: ...

class StreamSnapshotResponse(_message.Message):
    __slots__ = ("split", "image")
    SPLIT_FIELD_NUMBER: _ClassVar[int]
    IMAGE_FIELD_NUMBER: _ClassVar[int]
    split: str
    image: CatalogImage
    def __init__(self, split: _Optional[str] = ..., image: _Optional[_Union[CatalogImage, _Mapping]] = ...) -> None: ...

class RecordModelRequest(_message.Message):
    __slots__ = ("model", "version", "snapshot_id", "manifest_sha256", "measures_json")
    MODEL_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_ID_FIELD_NUMBER: _ClassVar[int]
    MANIFEST_SHA256_FIELD_NUMBER: _ClassVar[int]
    MEASURES_JSON_FIELD_NUMBER: _ClassVar[int]
    model: str
    version: str
    snapshot_id: str
    manifest_sha256: str
    measures_json: str
    def __init__(self, model: _Optional[str] = ..., version: _Optional[str] = ..., snapshot_id: _Optional[str] = ..., manifest_sha256: _Optional[str] = ..., measures_json: _Optional[str] = ...) -> None: ...

class RecordModelResponse(_message.Message):
    __slots__ = ("created",)
    CREATED_FIELD_NUMBER: _ClassVar[int]
    created: bool
    def __init__(self, created: _Optional[bool] = ...) -> None: ...

class ListErasuresRequest(_message.Message):
    __slots__ = ("limit",)
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    limit: int
    def __init__(self, limit: _Optional[int] = ...) -> None: ...

class ListErasuresResponse(_message.Message):
    __slots__ = ("image_ids",)
    IMAGE_IDS_FIELD_NUMBER: _ClassVar[int]
    image_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, image_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class ConfirmErasureRequest(_message.Message):
    __slots__ = ("image_ids",)
    IMAGE_IDS_FIELD_NUMBER: _ClassVar[int]
    image_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, image_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class ConfirmErasureResponse(_message.Message):
    __slots__ = ("confirmed",)
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    confirmed: int
    def __init__(self, confirmed: _Optional[int] = ...) -> None: ...
