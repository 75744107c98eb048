"""A style module converted once, and an augment service over real gRPC."""

from contextlib import contextmanager

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from pixgen_augment import serve
from pixgen_augment.settings import Settings
from pixgen_common import rpc
from pixgen_common.identity import ServiceSigner
from pixgen_common.testing import Identities
from pixgen_imaging import phantoms
from pixgen_local import style_module
from pixgen_protos.augment.v1.augment_pb2_grpc import AugmentServiceStub

SECONDS = 120


@pytest.fixture(scope="session")
def module_folder():
    """The converted module."""
    return style_module.ensure()


@pytest.fixture(scope="session")
def identities(tmp_path_factory):
    return Identities(tmp_path_factory.mktemp("keys"), ("synthesis", "augment"))


@pytest.fixture(scope="session")
def settings(identities, module_folder, tmp_path_factory):
    """Settings of a service on a free port; two places, a queue of four."""
    cache = tmp_path_factory.mktemp("jwks") / "jwks.json"
    cache.write_text('{"keys": []}')
    return Settings(
        augment_bind="127.0.0.1:0",
        augment_threads=2,
        augment_queue=4,
        style_module=str(module_folder),
        service_keys_file=identities.service_keys_file,
        auth_jwks_cache=cache,
    )


class Service:
    """A running service and a stub with synthesis' identity."""

    def __init__(self, running, identities, settings):
        self.running = running
        own = settings.model_copy(update={"service_key_file": identities.service_key_file("synthesis")})
        self.address = f"127.0.0.1:{running.port}"
        self.channel = rpc.channel(self.address, own, ServiceSigner(own), "augment")
        self.stub = AugmentServiceStub(self.channel)

    def health(self):
        """The name of its state."""
        with grpc.insecure_channel(self.address) as channel:
            answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=60)
        return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)


@pytest.fixture(scope="session")
def served(identities, settings):
    """Starts services; each is ended with the session."""

    @contextmanager
    def run(**changes):
        own = settings.model_copy(update=changes)
        running = serve.start(own)
        try:
            yield Service(running, identities, own)
        finally:
            running.stop(5)

    return run


@pytest.fixture(scope="session")
def service(served, wait_until):
    with served() as one:
        wait_until(lambda: one.health() == "SERVING")
        yield one


@pytest.fixture(scope="session")
def wait_until():
    """Waits for something, up to two minutes."""
    import time

    def wait(question):
        until = time.monotonic() + SECONDS
        while not question():
            assert time.monotonic() < until, "it did not come to pass"
            time.sleep(0.05)

    return wait


@pytest.fixture(scope="session")
def phantom():
    """A phantom on light skin."""
    return phantoms.draw(3, size=256, tone_group="light")
