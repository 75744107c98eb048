"""Events of a run: numbered without gaps over processes, and plain JSON."""

import json

import numpy as np
import pytest
from pixgen_gan_trainer import event_log
from pixgen_gan_trainer.event_log import EventWriter
from pixgen_gan_trainer.store import LocalStore


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "run")


def numbers(store, after=0):
    return [event.number for event in event_log.after(store, after)]


def test_numbers_go_on_from_one_writer_to_the_next(store):
    """A process that died and its successor number one after the other; what was not flushed never was."""
    event_log.append(store, "state", {"state": "queued"})
    first = EventWriter(store)
    first.add("progress", {"step": 1})
    first.flush()
    first.add("progress", {"step": 2})  # lost with its process
    second = EventWriter(store)
    second.add("progress", {"step": 1})
    second.flush()
    assert [(event.number, event.kind) for event in event_log.after(store, 0)] == [
        (1, "state"),
        (2, "progress"),
        (3, "progress"),
    ]


def test_reading_goes_on_after_any_number(store):
    """Over more than one segment, and past the end."""
    writer = EventWriter(store)
    for step in range(250):
        writer.add("progress", {"step": step})
        if step % 7 == 0:
            writer.flush()
    writer.flush()
    assert len(store.names("events/")) > 1
    for after in (0, 1, 99, 100, 101, 249, 250, 999):
        assert numbers(store, after) == list(range(after + 1, 251))


def test_events_are_json_that_every_reader_takes(store):
    """NumPy's numbers are numbers, and what is none is null."""
    data = {"kid": np.float32(0.5), "steps": np.int64(3), "fid": float("nan"), "tones": {"dark": [1, 2.5]}}
    event_log.append(store, "measures", data)
    (line,) = (store.read("events/000000000001.jsonl") or b"").splitlines()
    found = json.loads(line, parse_constant=pytest.fail)["data"]
    assert found == {"kid": 0.5, "steps": 3, "fid": None, "tones": {"dark": [1, 2.5]}}
