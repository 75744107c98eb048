"""Where settings come from."""

import pytest
from pixgen_common.settings import SECRETS_DIR, FromEnvironment
from pydantic import SecretStr, ValidationError


class Example(FromEnvironment):
    word: SecretStr
    plain: str = "none"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(SECRETS_DIR, str(tmp_path))
    monkeypatch.delenv("PIXGEN_WORD", raising=False)
    return tmp_path


def test_a_secret_comes_from_its_file_without_the_line_end(folder):
    (folder / "pixgen_word").write_text("of a file\n")
    assert Example().word.get_secret_value() == "of a file"


def test_a_variable_wins_over_its_file(folder, monkeypatch):
    (folder / "pixgen_word").write_text("of a file")
    monkeypatch.setenv("PIXGEN_WORD", "of the environment")
    assert Example().word.get_secret_value() == "of the environment"


def test_without_a_folder_no_file_is_read(folder, monkeypatch):
    (folder / "pixgen_word").write_text("of a file")
    monkeypatch.delenv(SECRETS_DIR)
    with pytest.raises(ValidationError, match="word"):
        Example()
