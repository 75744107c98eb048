"""REST: facets, vocabularies and the coverage matrix."""

from dataclasses import asdict

from apiflask import APIBlueprint
from flask import Response, request
from pixgen_common.auth import require
from pixgen_common.errors import not_found
from pixgen_common.vocabularies import conditions
from pydantic import BaseModel, Field

from pixgen_catalog import coverage as coverages
from pixgen_catalog import facets as counting
from pixgen_catalog import vocabulary_lists
from pixgen_catalog.edge import OPEN, answer, looking
from pixgen_catalog.query_schemas import CoverageQuery, FacetsQuery
from pixgen_catalog.vocabulary_lists import Entry

blueprint = APIBlueprint("lists", __name__, tag="Lists and counts")


class FacetValue(BaseModel):
    """A value and how many pictures have it."""

    value: str
    label: str
    count: int


class FacetsOut(BaseModel):
    """Counts by facet; each as if nothing were chosen in it."""

    facets: dict[str, list[FacetValue]]
    is_exact: bool = Field(description="False: counted on the newest matches alone.")


class Vocabularies(BaseModel):
    """Names of the vocabularies."""

    items: list[str]


class EntryOut(BaseModel):
    """A word of a vocabulary."""

    value: str
    label: str
    synonyms: list[str] = []
    parent: str | None = None
    icd10: str | None = None
    snomed: str | None = None


class Vocabulary(BaseModel):
    """A closed list."""

    name: str
    items: list[EntryOut]


class HeadOut(BaseModel):
    """A row or a column."""

    value: str
    label: str


class CellOut(BaseModel):
    """Counts of one cell; null where there are 1 to 4 and you may not know how many."""

    row: str
    col: str
    real: int | None
    altered: int | None
    synthetic: int | None
    masked: bool


class Totals(BaseModel):
    """All published pictures."""

    real: int | None
    altered: int | None
    synthetic: int | None


class CoverageOut(BaseModel):
    """How many published pictures there are of each kind, and which are missing."""

    rows: list[HeadOut]
    cols: list[HeadOut]
    cells: list[CellOut]
    totals: Totals


@blueprint.get("/v1/facets")
@blueprint.input(FacetsQuery, location="query", arg_name="query")
@blueprint.output(FacetsOut)
@blueprint.doc(summary="Counts beside a search", security=OPEN, responses=[401, 422])
def facets(query: FacetsQuery) -> Response:
    """How many of the matching pictures that you may see are of each kind."""
    wanted = query.filter(require().account_id if query.mine else "")
    with looking() as (connection, viewer):
        found = counting.facets(connection, viewer, wanted)
    made = {
        facet: [
            FacetValue(value=value, label=vocabulary_lists.label(facet, value), count=n)
            for value, n in _ordered(facet, counts)
        ]
        for facet, counts in found.counts.items()
    }
    return answer(FacetsOut(facets=made, is_exact=found.is_exact))


@blueprint.get("/v1/vocabularies")
@blueprint.output(Vocabularies)
@blueprint.doc(summary="The vocabularies", security=OPEN)
def vocabularies() -> Response:
    """Names of all closed lists."""
    return _kept(Vocabularies(items=list(vocabulary_lists.VOCABULARIES)))


@blueprint.get("/v1/vocabularies/<name>")
@blueprint.output(Vocabulary)
@blueprint.doc(summary="One vocabulary", security=OPEN, responses=[404])
def vocabulary(name: str) -> Response:
    """The words of one list, e.g. `conditions`."""
    entries = vocabulary_lists.entries(name)
    if entries is None:
        raise not_found("vocabulary")
    return _kept(Vocabulary(name=name, items=[_entry(entry) for entry in entries]))


@blueprint.get("/v1/coverage")
@blueprint.input(CoverageQuery, location="query", arg_name="query")
@blueprint.output(CoverageOut)
@blueprint.doc(summary="The coverage matrix", security=OPEN, responses=[401, 422])
def coverage(query: CoverageQuery) -> Response:
    """Published pictures by condition, site or kind and by skin tone. Small numbers are for curators."""
    with looking() as (connection, viewer):
        found = coverages.matrix(connection, query.rows, query.cols, mask=not viewer.sees_all)
    totals = asdict(found.totals)
    return answer(
        CoverageOut(
            rows=[HeadOut(value=v, label=vocabulary_lists.label(query.rows, v)) for v in found.rows],
            cols=[HeadOut(value=v, label=vocabulary_lists.label(query.cols, v)) for v in found.cols],
            cells=[CellOut(**asdict(cell), masked=cell.masked) for cell in found.cells],
            totals=Totals(**{kind: totals[kind] for kind in Totals.model_fields}),
        )
    )


def _ordered(facet: str, counts: dict[str, int]) -> list[tuple[str, int]]:
    """Scales in their own order; conditions by how many there are."""
    if facet == "condition":
        places = {condition_id: place for place, condition_id in enumerate(conditions())}
        return sorted(counts.items(), key=lambda entry: (-entry[1], places.get(entry[0], 0)))
    places = {value: place for place, value in enumerate(vocabulary_lists.order(facet))}
    return sorted(counts.items(), key=lambda entry: places.get(entry[0], len(places)))


def _entry(entry: Entry) -> EntryOut:
    return EntryOut(
        value=entry.value,
        label=entry.label,
        synonyms=list(entry.synonyms),
        parent=entry.parent,
        icd10=entry.icd10,
        snomed=entry.snomed,
    )


def _kept(model: BaseModel) -> Response:
    """An answer that is the same for everybody until the next release."""
    response = answer(model)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response
