"""Pictures a second of NEURAL through gRPC, against a bare loop over the same hub module, in one run.

The bare loop calls the module as the hub's page says: a decoded picture and a style a call, in a process of
its own with TensorFlow's own choice of threads. The service also decodes, finds lesion and skin, measures,
appraises and encodes. Rounds of both alternate, so that both meet the same machine.

    python benchmarks/style_speed.py
    python benchmarks/style_speed.py --memory 2000
"""

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from pixgen_augment.settings import Settings
from pixgen_common import rpc
from pixgen_common.identity import ServiceSigner
from pixgen_common.testing import Identities
from pixgen_imaging import phantoms
from pixgen_local import style_module
from pixgen_local.ports import free_port
from pixgen_protos.augment.v1 import augment_pb2 as pb
from pixgen_protos.augment.v1.augment_pb2_grpc import AugmentServiceStub

BIN = Path(sys.executable).parent
AIMS = {"one": 2.0, "many": 1.0}


def drawn(count: int, edge: int, seed: int, tone: str) -> list[bytes]:
    """Phantoms as JPEGs."""
    files = []
    for number in range(count):
        out = io.BytesIO()
        picture = phantoms.draw(seed + number, size=edge, tone_group=tone).rgb
        Image.fromarray(picture).save(out, "JPEG", quality=92)
        files.append(out.getvalue())
    return files


class Bare:
    """The bare loop, in a process of its own: lines of JSON in and out."""

    def __init__(self, module: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--bare", str(module)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        )

    def rate(self, contents: Sequence[bytes], styles: Sequence[bytes]) -> float:
        """Pictures a second."""
        assert self._process.stdin
        assert self._process.stdout
        question = {"contents": [c.hex() for c in contents], "styles": [s.hex() for s in styles]}
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """Ends it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)


def serve_bare(module: str) -> None:
    """What the bare process does."""
    import tensorflow as tf
    import tensorflow_hub as hub

    loaded = hub.load(module)

    def read(data: bytes, edge: int | None = None) -> tf.Tensor:
        image = Image.open(io.BytesIO(data)).convert("RGB")
        image = image.resize((edge, edge)) if edge else image
        return tf.constant(np.asarray(image, dtype=np.float32)[None] / 255)

    for line in sys.stdin:
        question = json.loads(line)
        contents, styles = ([bytes.fromhex(one) for one in question[k]] for k in ("contents", "styles"))
        ready = [read(style, 256) for style in styles]
        loaded(read(contents[0]), ready[0])
        began = time.perf_counter()
        for number, content in enumerate(contents):
            loaded(read(content), ready[number % len(ready)])[0].numpy()
        print(len(contents) / (time.perf_counter() - began), flush=True)


@contextmanager
def service(folder: Path) -> Iterator[tuple[AugmentServiceStub, int]]:
    """A served process. Yields: a stub and its process id."""
    identities = Identities(folder, ("synthesis", "augment"))
    cache = folder / "jwks.json"
    cache.write_text('{"keys": []}')
    port = free_port()
    environment = {
        "PIXGEN_AUGMENT_BIND": f"127.0.0.1:{port}",
        "PIXGEN_STYLE_MODULE": str(style_module.ensure()),
        "PIXGEN_SERVICE_KEYS_FILE": str(identities.service_keys_file),
        "PIXGEN_AUTH_JWKS_CACHE": str(cache),
        "PIXGEN_LOG_LEVEL": "WARNING",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    with (folder / "augment.log").open("wb") as log:
        command = [str(BIN / "pixgen-augment"), "serve"]
        running = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
    try:
        address = f"127.0.0.1:{port}"
        give_up = time.monotonic() + 180
        while not style_module.is_serving(address):
            assert time.monotonic() < give_up, (folder / "augment.log").read_text()[-2000:]
            time.sleep(0.2)
        settings = Settings(
            service_keys_file=identities.service_keys_file,
            service_key_file=identities.service_key_file("synthesis"),
        )
        yield (
            AugmentServiceStub(rpc.channel(address, settings, ServiceSigner(settings), "augment")),
            running.pid,
        )
    finally:
        running.terminate()
        running.wait(60)


def through_grpc(
    stub: AugmentServiceStub, clients: int, contents: Sequence[bytes], styles: Sequence[bytes]
) -> float:
    """Pictures a second."""

    def send(number: int) -> None:
        stub.Stylize(
            pb.StylizeRequest(
                content=contents[number % len(contents)],
                target=pb.Target(style_image=styles[number % len(styles)]),
                method=pb.METHOD_NEURAL,
                output_format=pb.OUTPUT_FORMAT_JPEG,
            ),
            timeout=300,
        )

    send(0)
    with ThreadPoolExecutor(clients) as pool:
        began = time.perf_counter()
        list(pool.map(send, range(len(contents))))
        return len(contents) / (time.perf_counter() - began)


def family(pid: int) -> list[int]:
    """A process and its children."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [pid, *(int(child) for task in tasks for child in (task / "children").read_text().split())]


def resident(pid: int) -> float:
    """MiB of a process and its children in memory."""
    texts = [Path(f"/proc/{one}/status").read_text() for one in family(pid)]
    lines = (line for text in texts for line in text.splitlines() if line.startswith("VmRSS"))
    return sum(int(line.split()[1]) for line in lines) / 1024


def processor_seconds(pid: int) -> float:
    """Of a process and its children, user and system."""
    texts = [Path(f"/proc/{one}/stat").read_text() for one in family(pid)]
    fields = (text.rsplit(") ", 1)[1].split() for text in texts)
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def compare(stub: AugmentServiceStub, pid: int, bare: Bare, given: argparse.Namespace) -> None:
    """Measures and prints the ratios."""
    for edge in given.edges:
        contents = drawn(given.pictures, edge, 0, "light")
        for name, count in (("one", 1), ("many", given.pictures)):
            styles = drawn(count, 256, 500, "dark")
            rates: dict[str, list[float]] = {"bare": [], "service": []}
            spent = 0.0
            for number in range(given.rounds + 1):
                found = bare.rate(contents, styles)
                began = processor_seconds(pid)
                # New styles each round where there are many: none is known from the last one.
                fresh = styles if count == 1 else drawn(count, 256, 1000 * (number + 1), "dark")
                through = through_grpc(stub, given.clients, contents, fresh)
                if number:
                    rates["bare"].append(found)
                    rates["service"].append(through)
                    spent += processor_seconds(pid) - began
            slow, fast = (statistics.median(rates[side]) for side in ("bare", "service"))
            each = 1000 * spent / (given.rounds * (given.pictures + 1))
            print(
                f"{edge} px, {name} style: bare loop {slow:.1f}/s, service {fast:.1f}/s, "
                f"ratio {fast / slow:.2f} (aim >= {AIMS[name]:g}); {each:.0f} ms of a processor a picture",
                flush=True,
            )


def watch_memory(stub: AugmentServiceStub, pid: int, given: argparse.Namespace) -> None:
    """Sends many requests and prints what stays in memory."""
    contents, styles = drawn(20, 256, 0, "light"), drawn(20, 256, 500, "dark")
    through_grpc(stub, given.clients, contents * 5, styles)
    began = resident(pid)
    print(f"memory after 100 requests: {began:.0f} MiB")
    for done in range(500, given.memory + 1, 500):
        through_grpc(stub, given.clients, contents * 25, styles)
        print(f"after {done} more: {resident(pid):.0f} MiB ({resident(pid) - began:+.0f})", flush=True)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=4, help="rounds of each side, taken in turns")
    parser.add_argument(
        "--pictures", type=int, default=120, help="pictures a round; of few, filling and draining counts"
    )
    parser.add_argument("--edges", type=int, nargs="+", default=[256, 512], help="pixels of the pictures")
    parser.add_argument("--clients", type=int, default=8, help="calls at a time")
    parser.add_argument("--memory", type=int, default=0, help="watch memory over so many requests instead")
    parser.add_argument("--bare", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.bare:
        serve_bare(given.bare)
        return
    with tempfile.TemporaryDirectory() as folder, service(Path(folder)) as (stub, pid):
        if given.memory:
            watch_memory(stub, pid, given)
            return
        bare = Bare(style_module.ensure())
        try:
            compare(stub, pid, bare, given)
        finally:
            bare.close()


if __name__ == "__main__":
    main()
