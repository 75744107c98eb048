"""The table, what is made from it, and the settings beside it."""

from pathlib import Path

import pytest
from pixgen_web import nginx, routes
from pixgen_web.routes import Upstream
from pixgen_web.settings import EdgeSettings, SettingsError, from_environment

TEMPLATE = Path(__file__).parents[1] / "nginx" / "default.conf.template"


def test_the_nginx_configuration_is_fresh():
    """The committed file is what the table makes: python -m pixgen_web.nginx > that file."""
    assert TEMPLATE.read_text() == nginx.configuration()


def test_the_nginx_configuration_names_every_variable_it_uses():
    """Whoever starts the image knows what to set."""
    for variable in nginx.VARIABLES:
        assert f"${{{variable}}}" in nginx.configuration()
    assert nginx.configuration().count("${") == sum(
        nginx.configuration().count(f"${{{variable}}}") for variable in nginx.VARIABLES
    )


@pytest.mark.parametrize(
    ("path", "upstream"),
    [
        ("/v1/uploads", Upstream.UPLOAD),
        ("/v1/uploads/img_a", Upstream.UPLOAD),
        ("/v1/uploads/check", Upstream.UPLOAD),
        ("/v1/uploadsx", Upstream.CATALOG),
        ("/v1/images", Upstream.CATALOG),
        ("/v1/tokens/refresh", Upstream.CATALOG),
        ("/v1/generations/preview", Upstream.SYNTHESIS),
        ("/.well-known/jwks.json", Upstream.CATALOG),
        ("/docs/upload/openapi.json", Upstream.UPLOAD),
        ("/docs/upload", Upstream.UPLOAD),
        ("/docs", None),
        ("/gallery", None),
        ("/v10/images", None),
    ],
)
def test_the_longest_prefix_wins(path, upstream):
    """Whole words only: a longer namesake is another address."""
    route = routes.find(path)
    assert (route.upstream if route else None) == upstream


def test_every_address_is_named_once():
    """Two rows for one prefix would hide one of them."""
    prefixes = [route.prefix for route in routes.ROUTES]
    assert len(prefixes) == len(set(prefixes))


def test_settings_have_defaults_and_read_their_variables():
    """An empty variable counts as absent."""
    assert from_environment({"PIXGEN_EDGE_BIND": ""}) == EdgeSettings()
    settings = from_environment({"PIXGEN_EDGE_BIND": "[::1]:99", "PIXGEN_EDGE_UPLOAD": "https://up.example/"})
    assert (settings.host, settings.port) == ("::1", 99)
    assert settings.upstreams[Upstream.UPLOAD] == "https://up.example"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PIXGEN_EDGE_BIND", "8080"),
        ("PIXGEN_EDGE_BIND", "127.0.0.1:http"),
        ("PIXGEN_EDGE_BIND", "127.0.0.1:70000"),
        ("PIXGEN_EDGE_CATALOG", "127.0.0.1:8002"),
        ("PIXGEN_EDGE_CATALOG", "http://127.0.0.1:8002/v1"),
        ("PIXGEN_EDGE_UPLOAD", "ftp://127.0.0.1"),
    ],
)
def test_a_wrong_setting_is_named(variable, value):
    """The message says which variable and what it should look like."""
    with pytest.raises(SettingsError, match=variable):
        from_environment({variable: value})
