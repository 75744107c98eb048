"""Ports: changed by environment, and named when somebody else has them."""

import socket

import pytest
from pixgen_local.settings import StackSettings, taken_ports
from pydantic import ValidationError


def test_no_port_of_a_free_set_is_called_taken(settings):
    """A machine on which nothing listens there may start."""
    assert taken_ports(settings) == []


@pytest.mark.parametrize(
    ("name", "variable"),
    [("edge_bind", "PIXGEN_EDGE_BIND"), ("catalog_grpc_bind", "PIXGEN_CATALOG_GRPC_BIND")],
)
def test_a_taken_port_is_named_with_what_to_set(settings, name, variable):
    """Whoever reads the message knows the port, its purpose and the variable."""
    host, _, port = getattr(settings, name).partition(":")
    with socket.create_server((host, int(port))):
        (taken,) = taken_ports(settings)
    assert str(taken).startswith(f"Port {port} (")
    assert f"{variable}=127.0.0.1:{int(port) + 100} make run" in str(taken)


def test_the_stores_grpc_twin_is_checked_too(settings):
    """SeaweedFS takes each port plus 10,000, which nobody would think of."""
    with socket.create_server(("127.0.0.1", settings.s3_port + 10_002)):
        (taken,) = taken_ports(settings)
    assert "PIXGEN_S3_PORT" in str(taken)


@pytest.mark.parametrize("bind", ["0.0.0.0:8080", "127.0.0.1", "127.0.0.1:0", "192.168.0.2:8080"])
def test_the_stack_listens_on_loopback_alone(bind):
    """Its accounts have a known password, so nobody else may reach it."""
    with pytest.raises(ValidationError):
        StackSettings(edge_bind=bind)


def test_the_environment_moves_a_port(monkeypatch):
    """`PIXGEN_EDGE_BIND=... make run` is what the message recommends."""
    monkeypatch.setenv("PIXGEN_EDGE_BIND", "127.0.0.1:8180")
    assert StackSettings().origin == "http://127.0.0.1:8180"
