"""gRPC on a real port: identity, request ids, errors with details."""

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from pixgen_common import rpc
from pixgen_common.auth import TokenVerifier, current_principal, require
from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_common.identity import ServiceSigner, on_behalf_of
from pixgen_common.logging import begin_request, request_id
from pixgen_common.settings import GrpcSettings
from pixgen_protos.catalog.v1 import catalog_pb2, catalog_pb2_grpc

SERVICE = "pixgen.catalog.v1.CatalogService"


class Servicer(catalog_pb2_grpc.CatalogServiceServicer):
    """Answers with what the edge gave it, or fails as told."""

    def RegisterImage(self, request, context):
        match request.record.notes:
            case "fail":
                raise PixGenError(
                    Code.CONFLICT,
                    "withdrawn",
                    reason="image.withdrawn",
                    fields=(FieldError("a", "b"),),
                    retry_after=3,
                )
            case "crash":
                raise RuntimeError("secret detail")
        who = current_principal()
        return catalog_pb2.RegisterImageResponse(status=f"{who.account_id} {who.on_behalf_of} {request_id()}")

    def SearchImages(self, request, context):
        require("service")
        yield catalog_pb2.SearchImagesResponse(cursor="1")
        if request.limit == 2:
            raise PixGenError(Code.UNPROCESSABLE, "no", reason="cursor.invalid")
        yield catalog_pb2.SearchImagesResponse(cursor="2")


@pytest.fixture
def server(auth_settings, identities):
    verifier = TokenVerifier(auth_settings, "catalog", identities.jwks)
    running = rpc.serve(
        GrpcSettings(),
        verifier,
        [lambda server: catalog_pb2_grpc.add_CatalogServiceServicer_to_server(Servicer(), server)],
        "127.0.0.1:0",
        [SERVICE],
    )
    yield running
    running.stop(0)


@pytest.fixture
def stub(server, auth_settings):
    with rpc.channel(
        f"127.0.0.1:{server.port}", GrpcSettings(), ServiceSigner(auth_settings), "catalog"
    ) as channel:
        yield catalog_pb2_grpc.CatalogServiceStub(channel)


def register(notes=""):
    request = catalog_pb2.RegisterImageRequest()
    request.record.notes = notes
    return request


def test_identity_and_request_id_travel(stub):
    """The other side knows which service calls, for whom, in which request."""
    begin_request("request-0001")
    with on_behalf_of("acc_x"):
        assert rpc.call(stub.RegisterImage, register()).status == "svc:upload acc_x request-0001"
    assert rpc.call(stub.RegisterImage, register()).status == "svc:upload None request-0001"


def test_errors_arrive_whole(stub):
    """Code, reason, fields and when to come back: as if it had been raised here."""
    with pytest.raises(PixGenError) as caught:
        rpc.call(stub.RegisterImage, register("fail"))
    error = caught.value
    assert (error.code, error.reason, error.detail) == (Code.CONFLICT, "image.withdrawn", "withdrawn")
    assert error.fields == (FieldError("a", "b"),)
    assert error.retry_after == 3


def test_a_new_channel_asks_although_another_has_just_found_nobody(auth_settings, identities):
    """A port that was dead a moment ago may be served now; the pause of an older channel is its own."""

    def serve(bind):
        verifier = TokenVerifier(auth_settings, "catalog", identities.jwks)
        add = [lambda server: catalog_pb2_grpc.add_CatalogServiceServicer_to_server(Servicer(), server)]
        return rpc.serve(GrpcSettings(), verifier, add, bind, [SERVICE])

    def ask(channel):
        return rpc.call(catalog_pb2_grpc.CatalogServiceStub(channel).RegisterImage, register(), timeout=60)

    def opened(port):
        return rpc.channel(f"127.0.0.1:{port}", GrpcSettings(), ServiceSigner(auth_settings), "catalog")

    first = serve("127.0.0.1:0")
    with opened(first.port) as older:
        ask(older)
        first.stop(0)
        for _ in range(5):
            with pytest.raises(PixGenError):
                ask(older)
        second = serve(f"127.0.0.1:{first.port}")
        with opened(first.port) as newer:
            assert ask(newer).status
        second.stop(0)


def test_crashes_tell_nothing(stub):
    with pytest.raises(PixGenError) as caught:
        rpc.call(stub.RegisterImage, register("crash"))
    assert caught.value.code is Code.INTERNAL
    assert "secret" not in caught.value.detail


def test_streams_end_well_or_with_their_error(stub):
    """What came before the error is kept."""
    assert [item.cursor for item in rpc.stream(stub.SearchImages, catalog_pb2.SearchImagesRequest())] == [
        "1",
        "2",
    ]
    found = []
    with pytest.raises(PixGenError) as caught:
        found.extend(
            item.cursor for item in rpc.stream(stub.SearchImages, catalog_pb2.SearchImagesRequest(limit=2))
        )
    assert caught.value.reason == "cursor.invalid"


def test_calls_without_a_token_are_refused(server):
    """Health and reflection are open, nothing else."""
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        with pytest.raises(grpc.RpcError) as caught:
            catalog_pb2_grpc.CatalogServiceStub(channel).RegisterImage(register(), timeout=5)
        assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED
        health = health_pb2_grpc.HealthStub(channel)
        answer = health.Check(health_pb2.HealthCheckRequest(service=SERVICE), timeout=5)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_people_come_over_rest_alone(server, identities):
    """Even an administrator's token opens nothing here."""
    token = identities.person("acc_aaaaaaaaaaaaaaaa", "admin", "curator")
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as plain:
        method = catalog_pb2_grpc.CatalogServiceStub(plain).RegisterImage
        with pytest.raises(grpc.RpcError) as caught:
            method(
                catalog_pb2.RegisterImageRequest(), metadata=[("authorization", f"Bearer {token}")], timeout=5
            )
    assert caught.value.code() is grpc.StatusCode.PERMISSION_DENIED


def test_a_server_that_is_away_is_unavailable(auth_settings):
    """Not an internal error: the caller may answer 202 or try again."""
    with rpc.channel("127.0.0.1:1", GrpcSettings(), ServiceSigner(auth_settings), "catalog") as channel:
        with pytest.raises(PixGenError) as caught:
            rpc.call(catalog_pb2_grpc.CatalogServiceStub(channel).RegisterImage, register(), timeout=3)
    assert caught.value.code in {Code.UNAVAILABLE, Code.DEADLINE}


def test_unimplemented_methods_say_so(stub):
    with pytest.raises(PixGenError):
        rpc.call(stub.ListErasures, catalog_pb2.ListErasuresRequest())


def test_plaintext_stays_on_closed_networks(auth_settings):
    """Tokens and pictures never cross an open network unencrypted by a forgotten setting."""
    with pytest.raises(ValueError, match="PIXGEN_GRPC_TLS"):
        rpc.channel("catalog.example:9002", GrpcSettings(), ServiceSigner(auth_settings), "catalog")
