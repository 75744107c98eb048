"""The end of an upload: how many of what, what was refused and why, and what to do next."""

from collections import Counter

from rich.console import Console

from pixgen_client.outcomes import Fate, Report
from pixgen_client.plain import cell, new_table, plural
from pixgen_client.upload_view import STYLES

# More would scroll the counts away; --json has them all.
_LISTED = 50
_REMARKS = 12
_NAMED = 4
_FORBIDDEN = 403


def print_summary(console: Console, report: Report) -> None:
    """Prints what became of the files.

    Args:
        console: where to.
        report: how the upload ended.
    """
    _print_refused(console, report)
    _print_remarks(console, report)
    table = new_table("outcome", ">files", title="Upload")
    always = {Fate.STORED, Fate.PRESENT} if not report.counts[Fate.WOULD_SEND] else {Fate.PRESENT}
    for fate in Fate:
        if report.counts[fate] or fate in always:
            table.add_row(cell(fate, STYLES[fate]), f"{report.counts[fate]:,}")
    console.print(table)
    for line in _next_steps(report):
        console.print(cell(line), soft_wrap=True)


def _print_refused(console: Console, report: Report) -> None:
    refused = [outcome for outcome in report.outcomes if outcome.reason]
    if not refused:
        return
    table = new_table("file", "reason", "what is wrong", title="Not stored")
    for outcome in refused[:_LISTED]:
        # A finding that only repeats the sentence before it says nothing.
        findings = (entry for entry in outcome.findings if entry.message not in outcome.detail)
        words = " ".join((outcome.detail, *(f"{entry.field}: {entry.message};" for entry in findings)))
        table.add_row(cell(outcome.name), cell(outcome.reason), cell(words.rstrip(";")))
    console.print(table)
    if len(refused) > _LISTED:
        console.print(f"... and {plural(len(refused) - _LISTED, 'more file')}; --json names them all.")
    console.print()


def _print_remarks(console: Console, report: Report) -> None:
    removed: Counter[str] = Counter(name for outcome in report.outcomes for name in outcome.removed)
    if removed:
        words = ", ".join(f"{name} ({plural(count, 'file')})" for name, count in removed.most_common())
        console.print(cell(f"Taken out before storing: {words}."), soft_wrap=True)
    warnings: dict[str, list[str]] = {}
    for outcome in report.outcomes:
        for warning in outcome.warnings:
            warnings.setdefault(str(warning.get("message", "")), []).append(outcome.name)
    for message, names in sorted(warnings.items(), key=lambda entry: -len(entry[1]))[:_REMARKS]:
        some = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
        words = f"Remark on {plural(len(names), 'file')} ({some}): {message}"
        console.print(cell(words, "yellow"), soft_wrap=True)
    if removed or warnings:
        console.print()


def _next_steps(report: Report) -> list[str]:
    lines = []
    if report.counts[Fate.PENDING]:
        lines.append("Pending ones are stored for good; the server registers them by itself.")
    if report.ended_by:
        lines += ["", f"Ended early: {report.ended_by.what}", report.ended_by.todo]
    if report.interrupted:
        lines += ["", "Ended early by you."]
    if report.counts[Fate.NOT_SENT] and not (report.ended_by and report.ended_by.status == _FORBIDDEN):
        lines.append("Run the same command again to go on: what is stored is skipped.")
    if report.counts[Fate.WOULD_SEND]:
        lines.append("Nothing was sent: this was a dry run.")
    return [line for line in lines if line is not None]
