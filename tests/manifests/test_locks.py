"""The lock of an image holds what its program imports: without building the image."""

import re
import subprocess
import sys

import pytest

from tests.manifests.conftest import CHECKOUT

# What an image's processes import before they serve; an image's lock is the one that its Dockerfile names.
IMPORTED = {
    "services/catalog": ["pixgen_catalog.cli", "pixgen_catalog.serve"],
    "services/upload": ["pixgen_upload.cli", "pixgen_upload.app", "pixgen_upload.background"],
    "services/synthesis": ["pixgen_synthesis.cli", "pixgen_synthesis.app", "pixgen_synthesis.work"],
    "services/augment": ["pixgen_augment.cli", "pixgen_augment.serve"],
    "services/gan-trainer": [
        "pixgen_gan_trainer.cli",
        "pixgen_gan_trainer.serve",
        "pixgen_gan_trainer.child",
    ],
    "deploy/model-sync": ["pixgen_model_sync.cli"],
    "deploy/prepare": ["pixgen_prepare.cli"],
}
# Everything that is installed here and is not in the lock cannot be imported.
PROGRAM = """
import importlib, importlib.metadata, re, sys
names, modules = set(sys.argv[1].split()), sys.argv[2].split()
plain = lambda name: re.sub(r"[-_.]+", "-", name).lower()
class Absent:
    def __init__(self, absent): self.absent = absent
    def find_spec(self, name, path=None, target=None):
        if name in self.absent:
            raise ModuleNotFoundError(f"No module named {name!r} in the lock", name=name)
tops = importlib.metadata.packages_distributions().items()
there = lambda owners: any(plain(one) in names or plain(one).startswith("pixgen-") for one in owners)
sys.meta_path.insert(0, Absent({top for top, owners in tops if not there(owners)}))
for module in modules:
    importlib.import_module(module)
"""


def lock_of(folder):
    text = (CHECKOUT / folder / "Dockerfile").read_text(encoding="utf-8")
    lock = re.search(r"^ARG LOCK=([\w-]+)$", text, re.MULTILINE)[1]
    locked = (CHECKOUT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return {
        re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^([\w.-]+)==", locked, re.MULTILINE)
    }


@pytest.mark.parametrize("folder", IMPORTED)
def test_programs_import_with_what_their_lock_holds_alone(folder):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, " ".join(lock_of(folder)), " ".join(IMPORTED[folder])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
