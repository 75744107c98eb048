"""gRPC: servers and channels that carry identity, request ids and our errors."""

import ipaddress
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from pixgen_common import telemetry
from pixgen_common.auth import TokenVerifier, set_principal
from pixgen_common.errors import Code, PixGenError
from pixgen_common.identity import ServiceSigner, acting_for
from pixgen_common.logging import begin_request, logger, request_id
from pixgen_common.rpc_errors import from_rpc, to_status
from pixgen_common.settings import GrpcSettings

MAX_MESSAGE_BYTES = 32 << 20
DEFAULT_SECONDS = 10.0
_LIMITS = [
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
]
_CHANNEL = [
    *_LIMITS,
    # Reconnect fast: the other side may have been restarted a moment ago.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 2000),
    # Channels of a process share connections, and with them the pause after one that failed: not ours.
    ("grpc.use_local_subchannel_pool", 1),
]
_REQUEST_ID = "x-request-id"
_OPEN_SERVICES = ("/grpc.health.v1.Health/", "/grpc.reflection.")


class RunningServer:
    """A gRPC server that answers.

    Args:
        server: the started server.
        port: where it listens.
        readiness: its health service.
        names: the services whose health it tells.
    """

    def __init__(
        self, server: grpc.Server, port: int, readiness: health.HealthServicer, names: Sequence[str]
    ) -> None:
        self._server = server
        self.port = port
        self._readiness = readiness
        self._names = names

    def set_ready(self, *, ready: bool = True) -> None:
        """Says over the health service whether calls can be served. Args: whether."""
        states = health_pb2.HealthCheckResponse
        for name in (*self._names, ""):
            self._readiness.set(name, states.SERVING if ready else states.NOT_SERVING)

    def stop(self, grace: float) -> None:
        """Takes no new calls and gives those in progress some time. Args: seconds of grace."""
        self._readiness.enter_graceful_shutdown()
        self._server.stop(grace).wait()


def serve(
    settings: GrpcSettings,
    verifier: TokenVerifier,
    add_servicers: Sequence[Callable[[grpc.Server], None]],
    bind: str,
    service_names: Sequence[str],
    *,
    threads: int = 16,
    ready: bool = True,
) -> RunningServer:
    """Starts a server with health, reflection, identity and our errors.

    Args:
        settings: TLS files, or the statement that the network is closed.
        verifier: says whose token it is.
        add_servicers: each adds one servicer.
        bind: ``host:port``; port 0 takes a free one.
        service_names: full names, for health and reflection.
        threads: calls handled at a time.
        ready: whether it can serve at once; else `set_ready` says so later.

    Returns:
        The running server.

    Raises:
        ValueError: plaintext was asked for on an open network, or the address cannot be bound.
    """
    server = grpc.server(
        ThreadPoolExecutor(max_workers=threads, thread_name_prefix="grpc"),
        interceptors=[_ServerEdge(verifier)],
        options=[*_LIMITS, ("grpc.so_reuseport", 0)],
        maximum_concurrent_rpcs=256,
    )
    readiness = health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(readiness, server)
    reflection.enable_server_reflection(
        [*service_names, health.SERVICE_NAME, reflection.SERVICE_NAME], server
    )
    for add in add_servicers:
        add(server)
    port = _bind(server, settings, bind)
    server.start()
    running = RunningServer(server, port, readiness, service_names)
    running.set_ready(ready=ready)
    logger().info("grpc.listening", port=port)
    return running


def channel(target: str, settings: GrpcSettings, signer: ServiceSigner, audience: str) -> grpc.Channel:
    """A channel whose calls carry this service's identity, the request id and a deadline.

    Args:
        target: ``host:port``.
        settings: TLS files, or the statement that the network is closed.
        signer: signs this service's tokens.
        audience: the name of the service that is called.

    Returns:
        The channel; it connects at its first call.
    """
    if settings.grpc_tls_ca:
        credentials = grpc.ssl_channel_credentials(settings.grpc_tls_ca.read_bytes())
        plain = grpc.secure_channel(target, credentials, options=_CHANNEL)
    else:
        _require_closed(target, settings)
        plain = grpc.insecure_channel(target, options=_CHANNEL)
    return grpc.intercept_channel(plain, _ClientEdge(signer, audience))


def call(method: Callable[..., Any], request: Any, *, timeout: float = DEFAULT_SECONDS) -> Any:
    """Calls a unary RPC.

    Args:
        method: the stub's method.
        request: the message.
        timeout: deadline in seconds.

    Returns:
        The answer.

    Raises:
        PixGenError: what the other side raised; UNAVAILABLE or DEADLINE when it did not answer.
    """
    try:
        return method(request, timeout=timeout)
    except grpc.RpcError as error:
        raise from_rpc(error) from error


def stream(method: Callable[..., Any], request: Any, *, timeout: float = 60) -> Iterator[Any]:
    """Calls a streaming RPC. Args: as for `call`. Yields: the answers. Raises: as `call`."""
    try:
        yield from method(request, timeout=timeout)
    except grpc.RpcError as error:
        raise from_rpc(error) from error


class _ServerEdge(grpc.ServerInterceptor):
    """Sets who asks and the request id, turns errors into statuses, logs and measures."""

    def __init__(self, verifier: TokenVerifier) -> None:
        self._verifier = verifier

    def intercept_service(self, continuation: Any, details: grpc.HandlerCallDetails) -> Any:
        handler = continuation(details)
        if handler is None or details.method.startswith(_OPEN_SERVICES):
            return handler
        metadata = dict(details.invocation_metadata or ())
        for kind, make, wrap in (
            ("unary_unary", grpc.unary_unary_rpc_method_handler, self._unary),
            ("unary_stream", grpc.unary_stream_rpc_method_handler, self._stream),
            ("stream_unary", grpc.stream_unary_rpc_method_handler, self._unary),
            ("stream_stream", grpc.stream_stream_rpc_method_handler, self._stream),
        ):
            if behaviour := getattr(handler, kind):
                wrapped = wrap(behaviour, details.method, metadata)
                return make(wrapped, handler.request_deserializer, handler.response_serializer)
        return handler

    def _unary(self, behaviour: Any, method: str, metadata: dict[str, Any]) -> Any:
        def handle(request: Any, context: grpc.ServicerContext) -> Any:
            began, outcome = time.perf_counter(), grpc.StatusCode.OK
            try:
                self._begin(metadata)
                return behaviour(request, context)
            except Exception as error:
                status = to_status(error, context)
                outcome = status.code
                context.abort_with_status(status)
            finally:
                set_principal(None)
                _observe(method, outcome, began)

        return handle

    def _stream(self, behaviour: Any, method: str, metadata: dict[str, Any]) -> Any:
        def handle(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            began, outcome = time.perf_counter(), grpc.StatusCode.OK
            try:
                self._begin(metadata)
                yield from behaviour(request, context)
            except Exception as error:
                status = to_status(error, context)
                outcome = status.code
                context.abort_with_status(status)
            finally:
                set_principal(None)
                _observe(method, outcome, began)

        return handle

    def _begin(self, metadata: dict[str, Any]) -> None:
        begin_request(metadata.get(_REQUEST_ID))
        set_principal(None)
        scheme, _, token = str(metadata.get("authorization", "")).partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise PixGenError(Code.UNAUTHENTICATED, "The call carries no token.", reason="token.missing")
        principal = self._verifier.verify(token)
        if not principal.is_service:
            # People come over REST: a handler that forgets to ask for a role must not open a second way in.
            raise PixGenError(
                Code.FORBIDDEN,
                "Only services call this; people use the REST interface.",
                reason="role.missing",
            )
        set_principal(principal)


class _ClientEdge(
    grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamStreamClientInterceptor
):
    """Adds identity, request id and a deadline to each call."""

    def __init__(self, signer: ServiceSigner, audience: str) -> None:
        self._signer = signer
        self._audience = audience

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        return continuation(self._with_identity(details), request)

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        return continuation(self._with_identity(details), request)

    def intercept_stream_stream(self, continuation: Any, details: Any, requests: Any) -> Any:
        return continuation(self._with_identity(details), requests)

    def _with_identity(self, details: Any) -> "_CallDetails":
        token = self._signer.token(self._audience, acting_for())
        metadata = [*(details.metadata or ()), ("authorization", f"Bearer {token}")]
        if current := request_id():
            metadata.append((_REQUEST_ID, current))
        return _CallDetails(details, metadata)


class _CallDetails(grpc.ClientCallDetails):
    """A call's details with our metadata and never without a deadline."""

    def __init__(self, original: Any, metadata: list[tuple[str, str]]) -> None:
        self.method = original.method
        self.timeout = original.timeout or DEFAULT_SECONDS
        self.metadata = tuple(metadata)
        self.credentials = original.credentials
        self.wait_for_ready = original.wait_for_ready
        self.compression = original.compression


def _observe(path: str, outcome: grpc.StatusCode, began: float) -> None:
    _, service, method = path.split("/")
    seconds = time.perf_counter() - began
    telemetry.GRPC_SECONDS.labels(service, method, outcome.name).observe(seconds)
    logger().info("rpc.request", method=method, status=outcome.name, ms=round(seconds * 1000))


def _bind(server: grpc.Server, settings: GrpcSettings, bind: str) -> int:
    if settings.grpc_tls_cert and settings.grpc_tls_key:
        pair = (settings.grpc_tls_key.read_bytes(), settings.grpc_tls_cert.read_bytes())
        return int(server.add_secure_port(bind, grpc.ssl_server_credentials([pair])))
    _require_closed(bind, settings)
    return int(server.add_insecure_port(bind))


def _require_closed(address: str, settings: GrpcSettings) -> None:
    """Plaintext may carry tokens and pictures only where nobody listens."""
    host = address.rsplit(":", 1)[0].strip("[]")
    if settings.grpc_internal_network or host == "localhost" or _is_loopback(host):
        return
    message = (
        f"gRPC on {address} would be plaintext on an open network: give the PIXGEN_GRPC_TLS_* files, "
        "or set PIXGEN_GRPC_INTERNAL_NETWORK=1 when the network is closed"
    )
    raise ValueError(message)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
