"""TrainingService over gRPC, put together from its two halves."""

from pixgen_common.auth import Principal, TokenVerifier, not_allowed
from pixgen_protos.training.v1.training_pb2_grpc import TrainingServiceServicer

from pixgen_gan_trainer.models import Models
from pixgen_gan_trainer.models_grpc import SERVICE_NAME, ModelsServicer
from pixgen_gan_trainer.nearness import Nearness
from pixgen_gan_trainer.runs import Runs
from pixgen_gan_trainer.runs_grpc import RunsServicer
from pixgen_gan_trainer.settings import NAME, Settings
from pixgen_gan_trainer.watching import Watching

__all__ = ["SERVICE_NAME", "Callers", "TrainingService"]


class TrainingService(RunsServicer, ModelsServicer, TrainingServiceServicer):
    """Runs and models.

    Args:
        runs: start, look, list, cancel, files.
        watching: events of runs.
        models: lists, publishes, takes back.
        nearness: compares pictures with those trained on.
    """

    def __init__(self, runs: Runs, watching: Watching, models: Models, nearness: Nearness) -> None:
        RunsServicer.__init__(self, runs, watching)
        ModelsServicer.__init__(self, models, nearness)


class Callers(TokenVerifier):
    """Believes the tokens of services, and lets only those in that may call.

    Args:
        settings: of the service.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, NAME)
        self._callers = settings.callers

    def verify(self, token: str) -> Principal:
        """Args: a compact JWT. Returns: who calls. Raises: PixGenError UNAUTHENTICATED or FORBIDDEN."""
        principal = super().verify(token)
        if principal.is_service and principal.service not in self._callers:
            raise not_allowed(*self._callers)
        return principal
