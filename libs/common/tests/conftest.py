"""Keys for the tests of libs/common."""

import pytest
from pixgen_common.settings import AuthSettings
from pixgen_common.testing import Identities


@pytest.fixture
def identities(tmp_path):
    return Identities(tmp_path)


@pytest.fixture
def auth_settings(identities):
    return AuthSettings(
        service_keys_file=identities.service_keys_file, service_key_file=identities.service_key_file("upload")
    )
