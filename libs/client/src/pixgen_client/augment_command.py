"""`pixgen augment`."""

from pathlib import Path

import click

from pixgen_client.augmenting import Fate, Run, Studio
from pixgen_client.errors import ClientError
from pixgen_client.invocation import Invocation, leave, pass_invocation, patience_option, shared_options
from pixgen_client.pictures import Picture, find
from pixgen_client.plain import cell, new_table, plural
from pixgen_client.wishes import target_of, wish_options


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, metavar="FILE|FOLDER...", type=click.Path(exists=True, path_type=Path)
)
@wish_options
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("pixgen-altered"),
    show_default=True,
    help="Made when it is not there.",
)
@click.option(
    "--max-edge",
    type=click.IntRange(32, 4096),
    default=2048,
    show_default=True,
    help="Longest edge of results, pixels.",
)
@click.option("--recursive", "-r", is_flag=True, help="Look into folders inside folders too.")
@click.option("--jobs", "-j", type=click.IntRange(1, 8), default=2, show_default=True, help="Files at once.")
@patience_option
@shared_options()
@pass_invocation
def augment(  # noqa: PLR0913 - one for each option
    invocation: Invocation,
    paths: tuple[Path, ...],
    ita: float | None,
    tone_group: str | None,
    style: str | None,
    *,
    method: str,
    strength: float,
    folder: Path,
    max_edge: int,
    recursive: bool,
    jobs: int,
    patience: int,
) -> None:
    """Show how lesions might look on darker skin.

    Your files are sent, altered and sent back; the server keeps nothing. For each there is the altered
    picture, a sheet that shows it beside the source with what was measured, and the measures as JSON. What is
    there already is skipped. Results are marked as altered: they illustrate, and are no evidence of how
    disease looks on dark skin.

    \b
    Examples:
      pixgen augment lesion.jpg --tone-group dark
      pixgen augment pictures/ --ita -40 --method HYBRID --out darker/
    """  # noqa: D301
    target = target_of(ita, tone_group, style)
    if target is None:
        raise click.UsageError("Say the target: --ita, --tone-group or --style.")
    pictures = find(paths, recursive=recursive).pictures
    if not pictures:
        raise ClientError("There are no pictures at what you named.", todo="Is --recursive missing?")
    order = {"target": target, "method": method.upper(), "strength": strength, "max_edge": max_edge}
    with invocation.connect() as transport:
        transport.require_sign_in()
        transport.patience.seconds = patience
        folder.mkdir(parents=True, exist_ok=True)
        with invocation.progress() as progress:
            task = progress.add_task("pictures", total=len(pictures))
            run = Studio(transport, folder, order, jobs, lambda _: progress.advance(task)).alter(pictures)
    _print(invocation, run, pictures, folder)
    leave(run.exit_code, at_once=run.interrupted)


def _print(invocation: Invocation, run: Run, pictures: tuple[Picture, ...], folder: Path) -> None:
    if invocation.json:
        document = {"folder": str(folder), "files": [one.to_json() for one in run.files]}
        ended = {"error": run.ended_by.to_json()} if run.ended_by else {}
        invocation.print_json(document | ended)
        return
    table = new_table("file", "outcome", ">ITA before", ">after", "to be known")
    for one in run.files:
        measures = one.said.get("measures") or {}
        degrees = (measures.get(f"{which}_ita_deg") for which in ("content", "result"))
        known = one.failure.what if one.failure else _warnings(one.said.get("warnings") or ())
        table.add_row(
            cell(one.name),
            cell(one.fate.value),
            *(cell("" if value is None else f"{value:.1f}") for value in degrees),
            cell(known),
        )
    invocation.out.print(table)
    if left := len(pictures) - len(run.files):
        invocation.note(f"{plural(left, 'file')} not come to; run the same command again.")
    if run.ended_by:
        run.ended_by.show()
    if any(one.fate is not Fate.REFUSED for one in run.files):
        invocation.note(f"In {folder}: each result with its sheet. All of them are marked as altered.")


def _warnings(warnings: object) -> str:
    entries = warnings if isinstance(warnings, list) else []
    return " ".join(str(entry.get("message") or entry.get("code")) for entry in entries)
