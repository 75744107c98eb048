"""How many processors there are, as a container sees it."""

from pixgen_common import processors


def test_processors_follow_the_containers_limit(tmp_path, monkeypatch):
    limit = tmp_path / "cpu.max"
    monkeypatch.setattr(processors, "_V2", limit)
    limit.write_text("100000 100000")
    assert processors.count() == 1
    limit.write_text("max 100000")
    assert processors.count() >= 1
