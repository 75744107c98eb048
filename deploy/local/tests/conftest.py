"""What the stack's own tests share."""

import pytest
from pixgen_local.places import Places
from pixgen_local.ports import free_port, free_run
from pixgen_local.settings import StackSettings


@pytest.fixture
def places(tmp_path):
    """A stack's directories, none of them made yet."""
    return Places(tmp_path / "stack")


@pytest.fixture
def settings(places):
    """Settings of a stack on free ports."""
    binds = [name for name in StackSettings.model_fields if name.endswith("_bind")]
    return StackSettings(
        **{name: f"127.0.0.1:{free_port()}" for name in binds},
        postgres_port=free_port(),
        s3_port=free_run(4),
        local_dir=places.local,
    )
