"""`make fault-runs`: a run over REST while its process, the trainer and the store die, and one left alone."""

import json
import random
import signal
import time
from collections import Counter
from typing import Any

import click
import numpy as np
from pixgen_common.objectstore import ObjectStore
from pixgen_common.settings import StoreSettings
from pixgen_gan_trainer import checkpoints
from pixgen_gan_trainer.store import ObjectRunStore
from pixgen_local import demo, processes
from pixgen_local.public_api import Person
from pixgen_local.throwaway_stack import RunningStack, whole_stack
from pixgen_local.vault import RUNS

from tests.waiting import ended, patiently, until

RUN_URL = "/v1/training-runs"
STEPS_A_KILL = 50
# Fewer than a start trains its sample generator with, which would come first.
PICTURES = 29
SNAPSHOT = {
    "include_synthetic": True,
    "required_scopes": ["ml_training", "generative"],
    "purpose": "A proof that runs outlive kills.",
}
TRAINER = {
    "PIXGEN_TRAINER_DETERMINISTIC": "1",
    "PIXGEN_TRAINER_CHECKPOINT_EVERY": "5",
    "PIXGEN_TRAINER_SAMPLES": "32",
    "PIXGEN_TRAINER_PLACES": "1",
}


@click.command()
@click.option("--kills", default=10, show_default=True, help="How often kill -9 is sent.")
@click.option("--away", default=60.0, show_default=True, help="Seconds that the object store is away.")
@click.option("--seed", default=None, type=int, help="Decides what is killed when; printed at each run.")
def main(kills: int, away: float, seed: int | None) -> None:
    """Train twice over REST, once undisturbed, and compare losses and weights to the last bit."""
    seed = int(time.time()) % 10**6 if seed is None else seed
    chance = random.Random(seed)  # noqa: S311 - repeats a run
    print(f"{kills} kills, seed {seed}", flush=True)
    with (
        whole_stack(models=True, demo_pictures=PICTURES, **TRAINER) as stack,
        stack.sign_in(demo.CURATOR) as curator,
    ):
        snapshot = curator.call("POST", "/v1/snapshots", json=SNAPSHOT)["snapshot_id"]
        wish = {"snapshot_id": snapshot, "profile": "smoke", "batch_size": 2, "seed": 7, "model": "proof"}
        wish["steps"] = STEPS_A_KILL * max(kills, 1)
        alone = patiently(lambda: curator.call("POST", RUN_URL, json=wish))["run_id"]
        completed(curator, alone)
        began = time.monotonic()
        disturbed = curator.call("POST", RUN_URL, json=wish)["run_id"]
        done = disturb(stack, disturbed, kills, away, chance)
        run = completed(curator, disturbed)
        print(f"killed: {dict(done)}, store away {away:.0f} s; {time.monotonic() - began:.0f} s;", end=" ")
        print(f"taken up {run['resumed']} times")
        equal = compare(stack, curator, alone, disturbed)
    if not equal:
        raise SystemExit(1)


def disturb(stack: RunningStack, run_id: str, kills: int, away: float, chance: random.Random) -> Counter[str]:
    """Kill the run's process or the trainer, in turn, each time after the run has come further."""
    store, done = store_of(stack, run_id), Counter[str]()
    for kill in range(kills):
        come_further(store)
        time.sleep(chance.uniform(0, 1))
        done[_kill(stack, child=kill % 2 == 0)] += 1
        if kill == kills // 2:
            come_further(store)
            stack.supervisor.stop("objectstore")
            time.sleep(away)
            stack.supervisor.start("objectstore")
    return done


def _kill(stack: RunningStack, *, child: bool) -> str:
    """A child that is just being started counts when it is there."""

    def victim() -> processes.ProcessId | None:
        pid = stack.supervisor.state("gan-trainer").pid
        found = processes.children(pid) if pid else []
        return (found[0] if found else None) if child else processes.identify(pid or 0)

    until(lambda: victim() is not None)
    found = victim()
    if found is not None:
        found.send(signal.SIGKILL)
    return "run" if child else "trainer"


def compare(stack: RunningStack, curator: Person, alone: str, disturbed: str) -> bool:
    """Say whether two runs ended with the same losses and weights, and print it."""
    first, second = (losses(curator, run) for run in (alone, disturbed))
    found = [checkpoints.newest(store_of(stack, run)) for run in (alone, disturbed)]
    weights = all(one is not None for one in found) and all(
        np.array_equal(one, other) for one, other in zip(found[0][1], found[1][1], strict=True)
    )
    print(f"losses {first} {'==' if first == second else '!='} {second}; weights equal: {weights}")
    return first == second and weights


def losses(curator: Person, run_id: str) -> dict[str, Any]:
    """Read the last losses out of a run's events."""
    told = {}
    for block in curator.content(f"{RUN_URL}/{run_id}/events").decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if fields.get("event") == "progress":
            told = json.loads(fields["data"])
    return {name: told[name] for name in ("step", "d_loss", "g_loss", "real_logit", "fake_logit")}


def store_of(stack: RunningStack, run_id: str) -> ObjectRunStore:
    """Open a run's store with the trainer's keys."""
    words = stack.vault.secrets
    keys = {"s3_access_key": words.s3_trainer_access, "s3_secret_key": words.s3_trainer_secret}
    settings = StoreSettings(s3_endpoint=stack.settings.s3_endpoint, **keys)
    return ObjectRunStore(ObjectStore(settings), RUNS, run_id)


def come_further(store: ObjectRunStore) -> None:
    """Wait until a run has kept a checkpoint more than it has now."""
    before = patiently(lambda: store.names("checkpoints/")[-1:])
    until(lambda: patiently(lambda: store.names("checkpoints/")[-1:]) > before)


def completed(curator: Person, run_id: str) -> dict[str, Any]:
    """Wait for a run's end. Returns: the run, completed."""
    found = ended(curator, f"{RUN_URL}/{run_id}")
    if found["state"] != "completed":
        raise SystemExit(f"the run {found['state']}: {found['reason']}")
    return found


if __name__ == "__main__":
    main()
