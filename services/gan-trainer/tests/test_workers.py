"""Several processes train one run: equal weights, and only the chief writes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pixgen_common.errors import PixGenError
from pixgen_gan_trainer import strategies
from pixgen_local import ports


def test_two_workers_end_with_equal_weights_and_one_run(folder, tmp_path):
    """Both processes hold the same weights after four steps; the run's folder is one whole run."""
    first = ports.free_run(2)
    addresses = [f"127.0.0.1:{port}" for port in (first, first + 1)]
    started = []
    for index in range(2):
        told = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
        command = [sys.executable, str(Path(__file__).with_name("worker.py")), str(folder), str(tmp_path)]
        log = (tmp_path / f"log-{index}").open("wb")
        environment = {**os.environ, "TF_CONFIG": json.dumps(told)}
        started.append(subprocess.Popen(command, env=environment, stderr=log))
    try:
        ended = [process.wait(600) for process in started]
    finally:
        for process in started:
            process.kill()
    logs = [(tmp_path / f"log-{index}").read_text()[-2000:] for index in range(2)]
    assert ended == [0, 0], logs
    mine, other = (np.load(tmp_path / f"weights-{index}.npz") for index in range(2))
    for name in mine.files:
        np.testing.assert_array_equal(mine[name], other[name])
    assert json.loads((tmp_path / "status.json").read_text())["state"] == "completed"
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == ["000000004.npz"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 2}}',
        '{"cluster": {"worker": ["a:1"], "ps": ["b:1"]}, "task": {"type": "worker", "index": 0}}',
        '{"cluster": {}}',
        "[]",
    ],
)
def test_a_cluster_that_makes_no_sense_is_refused(monkeypatch, text):
    """Said in words before TensorFlow starts to wait for machines that are not there."""
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(PixGenError) as refused:
        strategies.chosen()
    assert refused.value.reason == "training.bad_tf_config"
