"""`pixgen upload`."""

import sys
from pathlib import Path
from typing import Any

import click

from pixgen_client.cells import Conditions
from pixgen_client.errors import ClientError
from pixgen_client.fields import BY_NAME, IMAGE_TYPES, LICENSES
from pixgen_client.invocation import Invocation, leave, pass_invocation, patience_option, shared_options
from pixgen_client.pictures import find
from pixgen_client.plain import plural, size
from pixgen_client.plan import Plan, make_plan
from pixgen_client.sending import Sender
from pixgen_client.template import write_template
from pixgen_client.transport import Transport
from pixgen_client.upload_summary import print_summary
from pixgen_client.upload_view import UploadView


def _settings(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    for entry in given:
        name, divider, text = entry.partition("=")
        if not divider or not text.strip():
            message = f"{entry!r} is not of the form COLUMN=VALUE."
            raise click.BadParameter(message)
        if name not in BY_NAME:
            message = f"there is no column {name!r}; --metadata-template shows all there are."
            raise click.BadParameter(message)
        values[name] = text.strip()
    return values


@click.command()
@click.argument("paths", nargs=-1, metavar="FILE|FOLDER...", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--metadata",
    "csv",
    metavar="CSV",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="One row per file; without FILE or FOLDER the files that it names are sent.",
)
@click.option("--metadata-template", "template", is_flag=True, help="Print a CSV to fill in, and end.")
@click.option("--recursive", "-r", is_flag=True, help="Look into folders inside folders too.")
@click.option(
    "--image-type",
    type=click.Choice(IMAGE_TYPES),
    help="How they were taken; a CSV may say otherwise for some.",
)
@click.option("--license", type=click.Choice(LICENSES), help="Under which others may use them.")
@click.option(
    "--consent",
    metavar="SCOPES",
    help="What the patients agreed to, with commas: share, ml_training, generative, commercial.",
)
@click.option(
    "--set",
    "others",
    metavar="COLUMN=VALUE",
    multiple=True,
    callback=_settings,
    help="Any other column of the CSV, for all files, e.g. --set diagnosis=psoriasis.",
)
@click.option("--jobs", "-j", type=click.IntRange(1, 16), default=4, show_default=True, help="Files at once.")
@patience_option
@click.option("--dry-run", is_flag=True, help="Check everything and ask what is there; send nothing.")
@shared_options()
@pass_invocation
def upload(  # noqa: PLR0913 - one for each option
    invocation: Invocation,
    paths: tuple[Path, ...],
    csv: Path | None,
    others: dict[str, str],
    *,
    template: bool,
    recursive: bool,
    image_type: str | None,
    license: str | None,  # noqa: A002 - the option's name
    consent: str | None,
    jobs: int,
    patience: int,
    dry_run: bool,
) -> None:
    """Add pictures.

    What the server has is skipped: after an interruption, run the same command again.

    File names never leave this machine. What could identify a person (GPS position, camera serial number,
    capture time, ...) is taken out by the server before anything is stored, and you are told.

    \b
    Examples:
      pixgen upload lesion.jpg --image-type dermoscopic --license CC-BY --consent share,ml_training
      pixgen upload --metadata-template pictures/ > pictures.csv     one row per file, to fill in
      pixgen upload pictures/ --metadata pictures.csv --dry-run
      pixgen upload pictures/ --metadata pictures.csv
    """  # noqa: D301
    given = {"image_type": image_type, "copyright_license": license}
    options = {name: text for name, text in given.items() if text} | others
    if consent:
        options["consent_scopes"] = consent.replace(",", ";")
    if template:
        write_template(sys.stdout, find(paths, recursive=recursive).pictures, options)
        return
    if not paths and csv is None:
        raise click.UsageError("Name files or folders to upload, or a CSV that does (--metadata).")
    with invocation.connect() as transport:
        plan = make_plan(list(paths), csv, options, lambda: _conditions(transport), recursive=recursive)
        account = transport.require_sign_in()
        _announce(invocation, plan, account, dry_run=dry_run)
        with UploadView(invocation.notes, [item.picture for item in plan.items]) as view:
            transport.patience.seconds, transport.patience.on_wait = patience, view.waiting
            report = Sender(transport, view, jobs=jobs, dry_run=dry_run).send(plan.items)
    if invocation.json:
        invocation.print_json(report.to_json())
    else:
        print_summary(invocation.out, report)
    leave(report.exit_code, at_once=report.interrupted)


def _announce(invocation: Invocation, plan: Plan, account: str, *, dry_run: bool) -> None:
    if not plan.items:
        raise ClientError("There are no pictures at what you named.", todo="Is --recursive missing?")
    total = sum(item.picture.size for item in plan.items)
    start = "Checking" if dry_run else "Uploading"
    files = f"{plural(len(plan.items), 'file')} ({size(total)})"
    invocation.note(f"{start} {files} as {account} at {invocation.server}")
    for remark in plan.remarks:
        invocation.note(remark)


def _conditions(transport: Transport) -> Conditions:
    items: list[dict[str, Any]] = transport.get("/v1/vocabularies/conditions").get("items", [])
    return Conditions(items)
