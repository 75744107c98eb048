"""How fast a run learns."""


class Pace:
    """Counts what steps take, input included; sheets, measures and checkpoints between them are left out.

    Args:
        batch_size: pictures a step, over all replicas.
    """

    def __init__(self, batch_size: int) -> None:
        self._batch_size = batch_size
        self._steps, self._seconds, self._first = 0, 0.0, 0.0

    def add(self, seconds: float) -> None:
        """Counts a step. Args: what it took."""
        if self._first:
            self._steps, self._seconds = self._steps + 1, self._seconds + seconds
        else:
            # It compiles the networks, which takes as long as many steps; it counts only while it is alone.
            self._first = seconds

    @property
    def images_per_second(self) -> float:
        """Pictures that were trained on in a second; 0 before the first step."""
        steps, seconds = (self._steps, self._seconds) if self._steps else (1, self._first)
        return steps * self._batch_size / seconds if seconds else 0.0
