"""A SavedModel in a session, run as TensorFlow Serving runs it: feeds and fetches by name."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.client import pywrap_tf_session

from pixgen_model_server.status import Code, ServingError, from_tensorflow, invalid


class Bundle:
    """A loaded SavedModel.

    The session's own `run` is not used: it checks shapes before the graph does and says so in other words
    than the C++ session, which TensorFlow Serving calls and which we call too.

    Args:
        path: the version's directory.
        tags: tags of the graph.

    Raises:
        ServingError: it cannot be loaded.
    """

    def __init__(self, path: str, tags: Sequence[str]) -> None:
        self._graph = tf.Graph()
        self._session = tf.compat.v1.Session(graph=self._graph)
        try:
            if not tf.compat.v1.saved_model.contains_saved_model(path):
                raise ServingError(
                    Code.NOT_FOUND,
                    f"Could not find SavedModel .pb or .pbtxt at supplied export directory path: {path}",
                )
            meta = tf.compat.v1.saved_model.load(self._session, list(tags), path)
            self._session._extend_graph()
        except ServingError:
            self.close()
            raise
        except Exception as error:  # a damaged model raises whatever its bytes lead to
            self.close()
            raise from_tensorflow(error) from error
        self.signatures: dict[str, Any] = dict(meta.signature_def)

    def run(self, feeds: Sequence[tuple[str, Any]], fetches: Sequence[str], timeout_ms: int) -> list[Any]:
        """Runs the graph once.

        Args:
            feeds: tensor names and arrays.
            fetches: tensor names.
            timeout_ms: longest time; 0 is no limit.

        Returns:
            The arrays, in the order of `fetches`.

        Raises:
            ServingError: what the graph raised; DEADLINE_EXCEEDED when time ran out.
        """
        options = tf.compat.v1.RunOptions(timeout_in_ms=timeout_ms)
        buffer = pywrap_tf_session.TF_NewBufferFromString(options.SerializeToString())
        try:
            fed = {self._tensor(name): np.asarray(value) for name, value in feeds}
            wanted = [self._tensor(name) for name in fetches]
            return list(self._session._call_tf_sessionrun(buffer, fed, wanted, [], None))
        except ServingError:
            raise
        except (tf.errors.OpError, ValueError, TypeError, RuntimeError) as error:
            raise from_tensorflow(error) from error
        finally:
            pywrap_tf_session.TF_DeleteBuffer(buffer)

    def close(self) -> None:
        """Frees the model's memory."""
        self._session.close()

    def _tensor(self, name: str) -> Any:
        try:
            return self._graph.get_tensor_by_name(name)._as_tf_output()
        except (KeyError, ValueError) as error:
            raise invalid(
                f"Tensor {name}, specified in either feed_devices or fetch_devices was not found in the Graph"
            ) from error
