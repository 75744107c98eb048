"""How far generated pictures are from real ones, from their features; each formula names its source."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg
from scipy.spatial.distance import cdist

Features = NDArray[np.float32]
# A generator whose diversity stays below the first share of the real set's has collapsed; one half of whose
# pictures come nearer to training pictures than the second share of the usual distance knows these by heart.
COLLAPSED, MEMORISED = 0.4, 0.5
# The features of a run's own discriminator; those of two runs are not to be compared.
OWN_EYES = "discriminator"
_RESAMPLES = 200
_NEIGHBOUR = 3


@dataclass(frozen=True)
class Kid:
    """Kernel distance (Binkowski et al., arXiv:1801.01401), unbiased, with a 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def kid(real: Features, fake: Features, *, seed: int = 0) -> Kid:
    """The squared maximum mean discrepancy under the kernel (x . y / d + 1)^3.

    Args:
        real: float32 [M, d], M at least 2.
        fake: float32 [N, d], N at least 2.
        seed: of the bootstrap's draws.

    Returns:
        The estimate and its interval.
    """
    everything = np.concatenate([real, fake]).astype(np.float64)
    kernel = (everything @ everything.T / everything.shape[1] + 1) ** 3
    m, n = len(real), len(fake)
    ones = (np.ones(m), np.ones(n))
    value = _mmd(kernel, *ones)
    rng = np.random.default_rng(seed)
    drawn = [
        _mmd(
            kernel,
            rng.multinomial(m, ones[0] / m).astype(float),
            rng.multinomial(n, ones[1] / n).astype(float),
        )
        for _ in range(_RESAMPLES)
    ]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Kid(float(value), float(low), float(high))


def _mmd(kernel: NDArray[np.float64], x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Unbiased over samples taken x and y times; a sample is never compared with itself."""
    m = len(x)
    xx, yy, xy = kernel[:m, :m], kernel[m:, m:], kernel[:m, m:]

    def within(block: NDArray[np.float64], count: NDArray[np.float64]) -> float:
        own = np.sum(np.diag(block) * count**2)
        pairs = count.sum() ** 2 - np.sum(count**2)
        # Of very few pictures a resample may hold one alone, and then has no pairs.
        return float((count @ block @ count - own) / max(pairs, 1.0))

    between = float(x @ xy @ y / (x.sum() * y.sum()))
    return within(xx, x) + within(yy, y) - 2 * between


def fid(real: Features, fake: Features) -> float:
    """Frechet distance of two normal distributions (Heusel et al., arXiv:1706.08500).

    Args:
        real: float32 [M, d].
        fake: float32 [N, d].

    Returns:
        The distance, squared as is the custom.
    """
    a, b = real.astype(np.float64), fake.astype(np.float64)
    cov_a, cov_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # The trace of a product's root from eigenvalues: no square root of a singular matrix.
    eigenvalues = np.asarray(linalg.eigvals(cov_a @ cov_b))
    root = float(np.sqrt(np.clip(eigenvalues.real, 0, None)).sum())
    return float(np.sum((a.mean(0) - b.mean(0)) ** 2) + np.trace(cov_a) + np.trace(cov_b) - 2 * root)


def precision_recall(real: Features, fake: Features) -> tuple[float, float]:
    """Improved precision and recall (Kynkaanniemi et al., arXiv:1904.06991), third neighbours.

    Args:
        real: float32 [M, d].
        fake: float32 [N, d].

    Returns:
        Share of fakes among the real, share of the real among the fakes.
    """
    between = cdist(real, fake)
    real_reach, fake_reach = _reach(real), _reach(fake)
    precision = (between <= real_reach[:, None]).any(axis=0).mean()
    recall = (between <= fake_reach[None, :]).any(axis=1).mean()
    return float(precision), float(recall)


def _reach(features: Features) -> NDArray[np.float64]:
    neighbour = min(_NEIGHBOUR, len(features) - 1)
    return np.asarray(np.sort(cdist(features, features), axis=1)[:, neighbour])


def nearest_ratios(fake: Features, train: Features, held_out: Features) -> NDArray[np.float64]:
    """How near generated pictures come to those trained on, compared with unseen real ones.

    Args:
        fake: float32 [N, d].
        train: float32 [T, d].
        held_out: float32 [H, d].

    Returns:
        [N]: distance to the nearest training picture over the median of the held-out pictures' distances to
        theirs; well under 1 is a near-copy.
    """
    return ratios_to(fake, train, usual_distance(train, held_out))


def usual_distance(train: Features, held_out: Features) -> float:
    """How far unseen pictures usually are from the training picture that is nearest to them.

    Args:
        train: float32 [T, d].
        held_out: float32 [H, d].

    Returns:
        The median over the held-out pictures.
    """
    return float(np.median(cdist(held_out, train).min(axis=1)))


def ratios_to(fake: Features, train: Features, usual: float) -> NDArray[np.float64]:
    """As `nearest_ratios`. Args: float32 [N, d], float32 [T, d], the usual distance. Returns: [N]."""
    return np.asarray(cdist(fake, train).min(axis=1) / max(usual, 1e-12))


def floor(real: Features, *, seed: int = 0) -> tuple[float, float]:
    """What two halves of the real set differ by. Args: float32 [M, d], seed. Returns: KID, FID."""
    order = np.random.default_rng(seed).permutation(len(real))
    half = len(real) // 2
    first, second = real[order[:half]], real[order[half:]]
    return kid(first, second).value, fid(first, second)
