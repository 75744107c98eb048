"""What is to be said of a content picture and of its result: refusals before, warnings after."""

from dataclasses import dataclass

from pixgen_augment.measures import Measures
from pixgen_augment.regions import Regions
from pixgen_augment.targets import Target


@dataclass(frozen=True)
class Warning:  # noqa: A001 - the contract's own name
    """Something that whoever uses a result should know. Args: a word for programs, a sentence for people."""

    code: str
    message: str


def refuse(regions: Regions) -> None:
    """Refuses a content whose skin cannot be measured, before any work is spent on it.

    Args:
        regions: of the content.

    Raises:
        PixGenError: unprocessable: ``tone.no_skin``, ``tone.over_exposed``.
    """
    raise NotImplementedError


def appraise(regions: Regions, target: Target, measures: Measures | None = None) -> tuple[Warning, ...]:
    """The warnings that belong to a result.

    Args:
        regions: of the content.
        target: what its skin was to become.
        measures: of the result; without them only what the content shows is said.

    Returns:
        Warnings, in a fixed order; empty when there is nothing to say.
    """
    raise NotImplementedError
