"""Enters a finished run's generator as a version of a model; publishing it is another step."""

from dataclasses import dataclass
from pathlib import Path

from pixgen_common.errors import Code, PixGenError
from pixgen_common.logging import logger
from pixgen_common.model_publishing import store_version
from pixgen_common.model_store import MANIFEST, Manifest, digest_of, read_document
from pixgen_imaging.tone import TONE_GROUPS

from pixgen_gan_trainer import card, export, looking, scratch
from pixgen_gan_trainer.nearness import REFERENCE
from pixgen_gan_trainer.registry import Entry, Registry, now
from pixgen_gan_trainer.run import Run


@dataclass(frozen=True)
class Origin:
    """Where a run comes from.

    Args:
        run_id: the run.
        snapshot_id: the catalog's snapshot that it was trained on; empty for a folder.
        snapshot_sha256: of the snapshot's manifest, if known; the catalog then checks that it is the same.
    """

    run_id: str
    snapshot_id: str = ""
    snapshot_sha256: str = ""


def register(run: Run, registry: Registry, model: str, origin: Origin) -> int:
    """Enters a run's version. Doing it again, also after having been killed, ends with the same one version.

    Args:
        run: a run that has completed, with its pictures.
        registry: of the models' bucket.
        model: the model's name.
        origin: where the run comes from.

    Returns:
        The version's number.

    Raises:
        PixGenError: INVALID ``model.name``; CONFLICT ``run.not_finished``; UNAVAILABLE ``store.unavailable``
            or ``run.disk_full``.
    """
    if run.step < run.config.steps:
        raise PixGenError(Code.CONFLICT, "The run has not finished.", reason="run.not_finished")
    version = registry.claim(model, origin.run_id)
    manifest_sha256 = _exported(run, model, version)
    if run.store.read(REFERENCE) is None:
        run.store.write(REFERENCE, looking.reference_of(run).to_bytes())
    with scratch.folder(run.place) as folder:
        _copy(run, folder)
        store_version(registry.objects, registry.bucket, folder, model, version)
    history = run.history()
    entry = Entry(
        model=model,
        version=version,
        run_id=origin.run_id,
        snapshot_id=origin.snapshot_id,
        snapshot_sha256=origin.snapshot_sha256,
        created_at=now(),
        manifest_sha256=manifest_sha256,
        image_size=run.config.image_size,
        conditional=run.config.conditional,
        measures=history[-1] if history else {},
        licences=run.provenance.licences,
        tones=dict(zip((*TONE_GROUPS, "unreliable"), run.cache.tone_counts, strict=True)),
        card=card.render(run),
    )
    registry.enter(entry)
    logger().info("model.registered", model=model, version=version, run_id=origin.run_id)
    return version


def _exported(run: Run, model: str, version: int) -> str:
    """Exports unless that is done: an export made twice has other bytes. Returns: the manifest's sha256."""
    raw = run.store.read(export.PREFIX + MANIFEST)
    if raw is not None:
        manifest = read_document(Manifest, raw)
        if (manifest.model, manifest.version) == (model, version):
            return digest_of(raw)
    return export.export(run, model, version)


def _copy(run: Run, folder: Path) -> None:
    """Brings the export from the run's store to a folder."""
    for name in run.store.names(export.PREFIX):
        path = folder / name.removeprefix(export.PREFIX)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(run.store.read(name) or b"")
