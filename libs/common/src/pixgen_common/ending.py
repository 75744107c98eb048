"""How a process that serves or works learns that it is to end."""

import signal
import threading


def ending() -> threading.Event:
    """Takes SIGTERM and SIGINT, from now on; main thread only.

    Returns:
        What is set when the process was asked to end.
    """
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    return asked
