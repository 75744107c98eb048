"""The gan-trainer service's process: gRPC, and the runs' own processes; TensorFlow is in those alone."""

import shutil
import tempfile
import threading
from pathlib import Path

from pixgen_common import logging, rpc, telemetry
from pixgen_common.ending import ending
from pixgen_common.errors import PixGenError
from pixgen_common.objectstore import ObjectStore
from prometheus_client import start_http_server

from pixgen_gan_trainer import catalog
from pixgen_gan_trainer.grpc_service import SERVICE_NAME, Callers, TrainingService
from pixgen_gan_trainer.looker import ChildLooker
from pixgen_gan_trainer.models import Models
from pixgen_gan_trainer.nearness import Nearness
from pixgen_gan_trainer.records import Order, Records
from pixgen_gan_trainer.registry import Registry
from pixgen_gan_trainer.runs import Runs
from pixgen_gan_trainer.settings import NAME, Settings
from pixgen_gan_trainer.supervisor import Supervisor
from pixgen_gan_trainer.watching import Watching

_CHECK_SECONDS = 5.0


def serve(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT; runs keep their state then, and go on at the next start.

    Args:
        settings: the service's settings.
    """
    logging.configure(settings, NAME)
    telemetry.start(settings, NAME)
    ended = ending()
    scratch = _emptied(settings.trainer_scratch)
    objects = ObjectStore(settings)
    records, registry = Records(objects, settings.runs_bucket), Registry(objects, settings.models_bucket)
    models = Models(registry, catalog.stub(settings))
    supervisor = Supervisor(settings, records, _places(settings), scratch, Publisher(models))
    watching, looker = Watching(records, settings.trainer_watchers), ChildLooker()
    nearness = Nearness(registry, records.pieces, looker)
    service = TrainingService(Runs(settings, records, supervisor), watching, models, nearness)
    running = rpc.serve(
        settings,
        Callers(settings),
        [service.add_to],
        settings.trainer_bind,
        [SERVICE_NAME],
        threads=settings.trainer_watchers + 16,
        ready=False,
    )
    supervisor.start()
    threading.Thread(target=_tell_health, args=(settings, objects, running), daemon=True).start()
    if settings.trainer_metrics_bind:
        host, port = settings.trainer_metrics_bind.rsplit(":", 1)
        start_http_server(int(port), host)
    ended.wait()
    supervisor.ask_to_stop()
    watching.stop()
    running.stop(settings.shutdown_seconds)
    supervisor.stop()
    looker.close()
    shutil.rmtree(scratch, ignore_errors=True)


class Publisher:
    """Publishes the version of a run that asked for it; what stands against it is said, and ends nothing.

    Args:
        models: publishes.
    """

    def __init__(self, models: Models) -> None:
        self._models = models

    def __call__(self, order: Order, version: str) -> list[str]:
        """Args: the run's order, its version. Returns: why it was not published; nothing when it was."""
        try:
            self._models.publish(order.model, int(version), "", order.account_id)
        except PixGenError as error:
            return [error.detail, *(field.message for field in error.fields)]
        return []


def _emptied(folder: Path | None) -> Path:
    """The folder for pictures, without those that a killed service left behind."""
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="pixgen-trainer-"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob("run_*"):
        shutil.rmtree(left, ignore_errors=True)
    return folder


def _places(settings: Settings) -> int:
    gpus = len(list(Path("/dev").glob("nvidia[0-9]*")))
    return settings.trainer_places or max(1, gpus)


def _tell_health(settings: Settings, objects: ObjectStore, running: rpc.RunningServer) -> None:
    """Ready while both buckets can be used."""
    pause = threading.Event()
    while True:
        try:
            for bucket in (settings.runs_bucket, settings.models_bucket):
                objects.check(bucket)
            running.set_ready()
        except PixGenError:
            running.set_ready(ready=False)
        pause.wait(_CHECK_SECONDS)
