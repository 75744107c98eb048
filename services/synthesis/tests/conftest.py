"""The service beside a real catalog, both on one real database; pictures are registered as upload would."""

import io
import json
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpx
import numpy as np
import pytest
import sqlalchemy as sa
from PIL import Image, ImageEnhance
from pixgen_catalog import migrate as catalog_migrate
from pixgen_catalog.app import VERIFIER
from pixgen_catalog.app import create_app as create_catalog
from pixgen_catalog.context import EXTENSION as CATALOG
from pixgen_catalog.grpc_service import SERVICE_NAME, CatalogService
from pixgen_catalog.register import register
from pixgen_catalog.settings import Settings as CatalogSettings
from pixgen_catalog.testing import ADA, BEN, CURATOR, a_record
from pixgen_common import rpc
from pixgen_common.auth import TokenVerifier, require
from pixgen_common.errors import Code, PixGenError
from pixgen_common.settings import AuthSettings, CommonSettings, GrpcSettings
from pixgen_common.testing import Identities
from pixgen_imaging import phantoms
from pixgen_imaging.tone import measure_tone
from pixgen_protos.augment.v1 import augment_pb2 as pb
from pixgen_protos.augment.v1.augment_pb2_grpc import (
    AugmentServiceServicer,
    add_AugmentServiceServicer_to_server,
)
from pixgen_synthesis.app import create_app
from pixgen_synthesis.context import EXTENSION, engine_of
from pixgen_synthesis.migrate import MIGRATIONS
from pixgen_synthesis.settings import Settings
from pixgen_synthesis.work import worker
from werkzeug.serving import make_server

SERVICE = "pixgen.augment.v1.AugmentService"


class Darkening(AugmentServiceServicer):
    """Answers as the contract says over real gRPC, darkens the picture and measures it: all that is needed.

    `failures` are raised before anything else, one a call; `noisy` gives other bytes at each call, as a
    network whose sums depend on its batch may.
    """

    def __init__(self):
        self.failures, self.requests = [], []
        self.noisy = False
        self.inside, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def add_to(self, server):
        add_AugmentServiceServicer_to_server(self, server)

    def Stylize(self, request, context):
        require("service")
        self.requests.append(request)
        self.inside.set()
        self.go_on.wait(60)
        if self.failures:
            raise self.failures.pop(0)
        try:
            picture = Image.open(io.BytesIO(request.content)).convert("RGB")
        except OSError as error:
            raise PixGenError(Code.UNSUPPORTED_MEDIA, "No picture.", reason="image.not_an_image") from error
        darker = ImageEnhance.Brightness(picture).enhance(0.5)
        if self.noisy:
            darker.putpixel((0, 0), (len(self.requests), 0, 0))
        as_jpeg = request.output_format == pb.OUTPUT_FORMAT_JPEG
        out = io.BytesIO()
        darker.save(out, "JPEG" if as_jpeg else "PNG")
        module = None if request.method == pb.METHOD_TONE else pb.Module(handle="test/module", version="2")
        return pb.StylizeResponse(
            image=out.getvalue(),
            media_type="image/jpeg" if as_jpeg else "image/png",
            method=request.method,
            method_version="tone/1",
            strength=request.strength,
            measures=pb.Measures(tone_error_deg=0.25, structure=float("nan"), skin_fraction=0.5),
            warnings=[pb.Warning(code="tone_unreliable", message="The tone is unreliable.")],
            module=module,
        )

    def MeasureTone(self, request, _context):
        require("service")
        if self.failures:
            raise self.failures.pop(0)
        tone = measure_tone(np.asarray(Image.open(io.BytesIO(request.content)).convert("RGB")))
        return pb.MeasureToneResponse(ita_deg=tone.ita_deg, tone_group=tone.tone_group or "")

    def ListStyles(self, _request, _context):
        style = pb.Style(name="monk-7", label="Monk 7", tone_group="brown", monk_tone=7)
        method = pb.MethodInfo(method=pb.METHOD_TONE, version="tone/1", description="Closed form.")
        return pb.ListStylesResponse(styles=[style], methods=[method])


@contextmanager
def serving_grpc(servicer, settings, name="augment", service=SERVICE):
    """Serve it on a free port; yields the port."""
    running = rpc.serve(settings, TokenVerifier(settings, name), [servicer.add_to], "127.0.0.1:0", [service])
    try:
        yield running.port
    finally:
        # A call that a test holds must not hold the end.
        getattr(servicer, "go_on", threading.Event()).set()
        running.stop(0)


@contextmanager
def serving_http(app):
    """Serve an app on a free port; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def a_capture(seed, tone_group="light", size=128):
    """A picture that stands for a photograph: a phantom without its mark."""
    out = io.BytesIO()
    Image.fromarray(phantoms.draw(seed, tone_group=tone_group, size=size).rgb).save(out, "JPEG", quality=92)
    return out.getvalue()


KEY = "k" * 40


class AugmentSettings(CommonSettings, AuthSettings, GrpcSettings):
    """What a gRPC server needs."""


# Nobody listens there.
AWAY = "127.0.0.1:9"
SCOPES = ["share", "generative"]


@pytest.fixture(scope="session")
def template(postgres_server):
    """A database with both schemas, to be copied."""
    made = postgres_server.create()
    catalog_migrate.upgrade(made.owner_url, "pixgen_app")
    MIGRATIONS.upgrade(made.owner_url, "pixgen_synthesis")
    yield made.name
    postgres_server.drop(made)


@pytest.fixture
def both(postgres_server, template):
    """A database of this test's own with both schemas."""
    made = postgres_server.create(template)
    yield made
    postgres_server.drop(made)


@pytest.fixture
def identities(tmp_path):
    return Identities(tmp_path)


@pytest.fixture
def shared(identities, tmp_path):
    """What all services' settings share."""
    cache = tmp_path / "jwks.json"
    cache.write_text(json.dumps(identities.jwks()))
    return {
        "environment": "local",
        "auth_jwks_url": "http://127.0.0.1:9/jwks.json",
        "auth_jwks_cache": cache,
        "service_keys_file": identities.service_keys_file,
    }


@pytest.fixture
def catalog(both, shared, object_store, buckets):
    """The catalog's parts, and the port of its gRPC server."""
    made = create_catalog(
        CatalogSettings(
            **shared,
            s3_endpoint=object_store.endpoint,
            s3_access_key=object_store.access_key,
            s3_secret_key=object_store.secret_key,
            s3_region=object_store.region,
            images_bucket=buckets.images,
            datasets_bucket=buckets.datasets,
            catalog_database_url=both.app_url,
            catalog_key_secret=KEY,
        )
    )
    parts = made.extensions[CATALOG]
    running = rpc.serve(
        parts.settings,
        made.extensions[VERIFIER],
        [CatalogService(parts).add_to],
        "127.0.0.1:0",
        [SERVICE_NAME],
    )
    yield parts, running.port
    running.stop(0)
    parts.engine.dispose()


@pytest.fixture
def settings_for(both, shared, identities, catalog):
    """Settings of the service beside that catalog; a test states only the difference."""

    def make(**changes):
        values = {
            **shared,
            "service_key_file": identities.service_key_file("synthesis"),
            "synthesis_database_url": both.synthesis_url,
            "synthesis_key_secret": KEY,
            "catalog_grpc": f"127.0.0.1:{catalog[1]}",
            "catalog_seconds": 60,
            "augment_grpc": AWAY,
            "trainer_grpc": AWAY,
            "upload_url": f"http://{AWAY}",
            "work_idle_seconds": 0.05,
        }
        return Settings(**(values | changes))

    return make


@pytest.fixture
def app_for(settings_for):
    """The service with some settings of this test's own."""
    made = []

    def make(**changes):
        made.append(create_app(settings_for(**changes)))
        return made[-1]

    yield make
    for app in made:
        app.extensions[EXTENSION].engine.dispose()


@pytest.fixture
def app(app_for):
    return app_for()


@dataclass(frozen=True)
class Person:
    """Somebody who calls REST."""

    client: object
    token: str

    def call(self, method, path, **more):
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, **more)

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def order(self, headers=None, **body):
        """Place an order."""
        return self.call("POST", "/v1/augmentations", json=body, headers=headers or {})


@pytest.fixture
def person(identities, app):
    """Sign somebody in: `person(ADA, "contributor")`."""

    def sign_in(account_id, *roles, on=app):
        return Person(on.test_client(), identities.person(account_id, *roles))

    return sign_in


@pytest.fixture
def ada(person):
    """The contributor whose pictures `add` makes."""
    return person(ADA, "contributor")


@pytest.fixture
def ben(person):
    """Another contributor."""
    return person(BEN, "contributor")


@pytest.fixture
def curator(person, owner):
    owner(
        "INSERT INTO catalog.accounts (account_id, email, password_hash, roles) "
        "VALUES (:id, 'curator@example.org', 'none', '{curator}')",
        id=CURATOR,
    )
    return person(CURATOR, "curator")


@pytest.fixture
def add(catalog):
    """Register pictures as upload does, given for generated pictures unless said otherwise; their ids."""

    def put(*seeds, **changes):
        made = [a_record(seed, **{"consent_scopes": SCOPES, **changes}) for seed in seeds]
        for record in made:
            register(catalog[0].engine, record)
        return [record.image_id for record in made]

    return put


@pytest.fixture
def owner(both):
    """Run SQL as the schemas' owner: how a test looks behind the rules."""
    engine = sa.create_engine(both.owner_url)

    def run(statement, **values):
        with engine.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return [dict(row) for row in result.mappings()] if result.returns_rows else result.rowcount

    yield run
    engine.dispose()


@pytest.fixture
def publish(owner):
    """Let a curator publish pictures."""

    def review(*image_ids):
        for image_id in image_ids:
            owner(
                "INSERT INTO catalog.reviews (image_id, reviewer_id, decision) "
                "VALUES (:i, 'acc_c', 'publish')",
                i=image_id,
            )

    return review


@pytest.fixture
def augment(shared):
    """An augment service that can be told to fail, with its port."""
    servicer = Darkening()
    with serving_grpc(servicer, AugmentSettings(**shared)) as port:
        servicer.address = f"127.0.0.1:{port}"
        yield servicer


@pytest.fixture
def trainer(shared):
    """Serve a trainer of a test's own: `trainer(servicer)` gives the address."""
    with ExitStack() as stack:

        def serve(servicer):
            settings = AugmentSettings(**shared)
            service = "pixgen.training.v1.TrainingService"
            port = stack.enter_context(serving_grpc(servicer, settings, "gan-trainer", service))
            return f"127.0.0.1:{port}"

        yield serve


@pytest.fixture
def upload(shared, identities, object_store, buckets, catalog):
    """The real upload service over HTTP, in the catalog's bucket; yields its address."""
    from pixgen_upload.app import create_app as create_upload
    from pixgen_upload.settings import Settings as UploadSettings

    settings = UploadSettings(
        **shared,
        s3_endpoint=object_store.endpoint,
        s3_access_key=object_store.access_key,
        s3_secret_key=object_store.secret_key,
        s3_region=object_store.region,
        images_bucket=buckets.images,
        datasets_bucket=buckets.datasets,
        service_key_file=identities.service_key_file("upload"),
        catalog_grpc=f"127.0.0.1:{catalog[1]}",
        catalog_seconds=60,
        identity_key="an identity key that only this test knows",
    )
    with serving_http(create_upload(settings)) as address:
        yield address


@pytest.fixture
def send(upload, identities):
    """Upload a picture as a contributor; its id."""

    def post(picture, account_id=ADA, **changes):
        said = {
            "image_type": "dermoscopic",
            "copyright_license": "CC-BY",
            "consent": {"scopes": SCOPES, "patient": "P1"},
            "lesion": "L1",
            "diagnosis": [{"condition_id": "psoriasis", "confidence": 4}],
            "fitzpatrick_skin_type": [{"value": "II"}],
            "notes": "between us",
            "age": 47,
        }
        answer = httpx.post(
            f"{upload}/v1/uploads",
            files={"image": ("image", picture), "metadata": (None, json.dumps(said | changes))},
            headers={"Authorization": f"Bearer {identities.person(account_id, 'contributor')}"},
            timeout=60,
        )
        assert answer.status_code == 201, answer.text
        return answer.json()["image_id"]

    return post


@pytest.fixture
def workers(settings_for, augment, upload):
    """Make workers that were not begun: `once()` works on one item."""
    engines = []

    def make(**changes):
        settings = settings_for(**({"augment_grpc": augment.address, "upload_url": upload} | changes))
        engines.append(engine_of(settings))
        return worker(settings, engines[-1])

    yield make
    for engine in engines:
        engine.dispose()


@pytest.fixture(scope="session")
def capture():
    """Draw a picture that stands for a photograph, by seed."""
    return a_capture


@pytest.fixture
def source(send):
    """Upload a picture that stands for a photograph, by seed; its id."""
    return lambda seed, **changes: send(a_capture(seed), **changes)
