"""`pixgen conditions`."""

from typing import Any

import click

from pixgen_client.invocation import Invocation, pass_invocation, shared_options
from pixgen_client.plain import cell, new_table


@click.command()
@click.argument("words", nargs=-1)
@shared_options()
@pass_invocation
def conditions(invocation: Invocation, words: tuple[str, ...]) -> None:
    """Find conditions in the vocabulary.

    WORDS are looked for in names, synonyms and codes; without any, all conditions are shown.

    \b
    Examples:
      pixgen conditions eczema
      pixgen conditions --json
    """  # noqa: D301
    with invocation.connect() as transport:
        vocabulary = transport.get("/v1/vocabularies/conditions")
    wanted = [word.lower() for given in words for word in given.split()]
    items = [item for item in vocabulary["items"] if _matches(item, wanted)]
    if invocation.json:
        invocation.print_json({**vocabulary, "items": items})
        return
    if invocation.quiet:
        for item in items:
            click.echo(item["value"])
        return
    if items:
        _print_table(invocation, items)
    invocation.note(f"{len(items)} of {len(vocabulary['items'])} conditions.")


def _matches(item: dict[str, Any], wanted: list[str]) -> bool:
    texts = (
        item["value"],
        item.get("label"),
        *(item.get("synonyms") or ()),
        item.get("icd10"),
        item.get("snomed"),
    )
    known = " ".join(text.lower() for text in texts if text)
    return all(word in known for word in wanted)


def _print_table(invocation: Invocation, items: list[dict[str, Any]]) -> None:
    table = new_table("id", "name", "also called", "kind of", "ICD-10", "SNOMED CT")
    for item in items:
        names = ("value", "label", "synonyms", "parent", "icd10", "snomed")
        table.add_row(*(cell(item.get(name)) for name in names))
    invocation.out.print(table)
