"""The metadata CSV: read as spreadsheets write it, checked whole, its mistakes named by row and column."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pixgen_client import fields
from pixgen_client.cells import CellError, Conditions, read_cell
from pixgen_client.fields import COLUMNS, Kind
from pixgen_client.metadata import assemble
from pixgen_common import vocabularies

HEAD = "file,image_type,copyright_license,consent_scopes"
ROW = "a.jpg,dermoscopic,CC-0,share"


@pytest.fixture
def sheet(pictures):
    """Writes a CSV beside two pictures, a.jpg and b.jpg."""
    folder = pictures({"a.jpg": b"a", "b.jpg": b"b"})

    def write(text, encoding="utf-8"):
        path = folder / "meta.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_the_closed_lists_are_those_of_the_services():
    """What the client takes is what the record takes, in every list."""
    ours = {column.name: column.choices for column in COLUMNS if column.choices}
    assert ours["image_type"] == vocabularies.IMAGE_TYPES
    assert ours["copyright_license"] == vocabularies.LICENSES
    assert ours["consent_scopes"] == vocabularies.CONSENT_SCOPES
    assert set(ours["access"]) == set(vocabularies.ACCESS)
    assert ours["shot_type"] == vocabularies.SHOT_TYPES
    assert ours["sex"] == vocabularies.SEXES
    assert ours["anatom_site_general"] == vocabularies.ANATOM_SITES
    assert ours["diagnosis_confirm_type"] == vocabularies.CONFIRM_TYPES
    assert ours["fitzpatrick"] == vocabularies.FITZPATRICK
    assert ours["condition_duration"] == vocabularies.DURATIONS
    assert ours["condition_symptoms"] == vocabularies.SYMPTOMS
    assert ours["textures"] == vocabularies.TEXTURES
    assert ours["recognizable_visual_features"] == vocabularies.RECOGNIZABLE
    assert ours["image_manipulation"] == vocabularies.MANIPULATIONS
    assert ours["generator_kind"] == vocabularies.GENERATOR_KINDS
    assert fields.TONE_GROUPS == vocabularies.TONE_GROUPS
    assert fields.STATUSES == vocabularies.STATUSES


def test_a_row_becomes_the_nested_metadata(signed_in, world, sheet):
    """Every kind of column ends in its place."""
    path = sheet(
        HEAD + ",patient,age,sex,diagnosis,diagnosis_confidence,fitzpatrick,fitzpatrick_source,textures\n"
        'a.jpg,Dermoscopic,cc-by,share;ml_training,P1,47,Female,"psoriasis;Atopic dermatitis",4,"v;IV",'
        "patient;contributor,FLAT\n"
    )
    signed_in("upload", "--metadata", path)
    assert world.metadata == [
        {
            "image_type": "dermoscopic",
            "copyright_license": "CC-BY",
            "age": 47,
            "sex": "female",
            "textures": ["FLAT"],
            "consent": {"scopes": ["share", "ml_training"], "patient": "P1"},
            "diagnosis": [
                {"condition_id": "psoriasis", "confidence": 4},
                {"condition_id": "atopic_dermatitis"},
            ],
            "fitzpatrick_skin_type": [
                {"value": "V", "source": "patient"},
                {"value": "IV", "source": "contributor"},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (f"{HEAD}\n{ROW}\n", "utf-8"),
        (f"{HEAD}\r\n{ROW}\r\n", "utf-8-sig"),
        (f"{HEAD}\n\n{ROW},,\n\n".replace(",", ";"), "utf-8"),
        (f"{HEAD}\n{ROW}\n".replace(",", "\t"), "utf-8"),
        (f'"{HEAD}"\n'.replace(",", '","') + f"{ROW}\n", "utf-8"),
    ],
)
def test_what_spreadsheets_write_is_read(signed_in, world, sheet, text, encoding):
    """Byte-order mark, CRLF, semicolons, tabs, quotes, empty rows and empty cells at the end."""
    signed_in("upload", "--metadata", sheet(text, encoding))
    assert list(world.stored.values()) == [b"a"]


def test_options_hold_where_the_csv_says_nothing(signed_in, world, sheet):
    """A cell wins over an option; files without a row get the options alone."""
    path = sheet("file,copyright_license\na.jpg,CC-0\n")
    words = ("--image-type", "dermoscopic", "--license", "CC-BY", "--consent", "share")
    result = signed_in("upload", path.parent, "--metadata", path, *words)
    licenses = {metadata["copyright_license"] for metadata in world.metadata}
    assert licenses == {"CC-0", "CC-BY"}
    assert "1 file without a row" in result.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            f"{HEAD},sex\n{ROW},femal\n",
            "row 2, column sex: 'femal' is not one of them; did you mean 'female'?",
        ),
        (f"{HEAD},age\n{ROW},abc\n", "row 2, column age: 'abc' is not a whole number from 0 to 120"),
        (f"{HEAD},age\n{ROW},121\n", "row 2, column age"),
        (f"{HEAD},diagnosis\n{ROW},eczema\n", "row 2, column diagnosis: 'eczema' is the name of several"),
        (f"{HEAD}\n{ROW}\nc.jpg,dermoscopic,CC-0,share\n", "row 3, column file: there is no file 'c.jpg'"),
        (f"{HEAD}\n{ROW}\n{ROW}\n", "row 3, column file: 'a.jpg' has row 2 already"),
        (f"{HEAD}\na.jpg,dermoscopic,,share\n", "row 2, column copyright_license: is needed"),
        (f"{HEAD}\n,dermoscopic,CC-0,share\n", "row 2, column file: is needed"),
        (f"{HEAD},diagnoses\n{ROW},acne\n", "column 'diagnoses': is unknown; did you mean 'diagnosis'?"),
        (f"{HEAD},image_type\n{ROW},dermoscopic\n", "column image_type: is there twice"),
        (f"{HEAD}\n{ROW},surplus\n", "row 2: has more cells than the heading"),
        ("image_type\ndermoscopic\n", "has no column 'file'"),
        ("", "has no column 'file'"),
        (f"{HEAD},diagnosis_confidence\n{ROW},3\n", "row 2: diagnosis_confidence says more than diagnosis"),
        (f'{HEAD}\n"a.jpg,dermoscopic', "is no CSV"),
    ],
)
def test_a_mistake_is_named_by_row_and_column_before_anything_is_sent(signed_in, world, sheet, text, words):
    """Exit code 2, nothing sent."""
    result = signed_in("upload", "--metadata", sheet(text), expect=2)
    assert words in " ".join(result.stderr.split())
    assert "Nothing was sent." in result.stderr
    assert world.count("POST /v1/uploads") == 0


def test_all_mistakes_are_told_at_once(signed_in, sheet):
    """Nobody mends a file one mistake per run."""
    result = signed_in("--json", "upload", "--metadata", sheet(f"{HEAD},age,sex\n{ROW},x,y\n"), expect=2)
    assert len(json.loads(result.stderr)["error"]["errors"]) == 2


def test_another_encoding_is_said_in_words(signed_in, sheet):
    """A spreadsheet's old encoding is refused with what to choose instead."""
    path = sheet(f"{HEAD},attribution\n{ROW},Zürich\n", "latin-1")
    assert "CSV UTF-8" in signed_in("upload", "--metadata", path, expect=2).stderr


def test_the_template_is_itself_a_valid_sheet(signed_in, world, pictures):
    """Printed for a folder, it has a row per file and goes straight back in."""
    folder = pictures({"a.jpg": b"a", "inner/b.jpg": b"b"})
    options = ("--image-type", "dermoscopic", "--license", "CC-BY", "--consent", "share,ml_training")
    text = signed_in("upload", "--metadata-template", folder, "--recursive", *options).stdout
    assert [row["file"] for row in csv.DictReader(io.StringIO(text))] == ["a.jpg", "inner/b.jpg"]
    path = folder.parent / "filled.csv"
    path.write_text(text)
    signed_in("upload", folder, "--recursive", "--metadata", path)
    assert len(world.stored) == 2
    assert world.metadata[0]["consent"]["scopes"] == ["share", "ml_training"]


def test_the_example_template_says_what_every_cell_may_be(pixgen):
    """Each example cell is one that its own column takes."""
    text = pixgen("upload", "--metadata-template").stdout
    conditions = Conditions([{"value": "psoriasis"}])
    for row in csv.DictReader(io.StringIO(text)):
        cells = {column: row[column.name] for column in COLUMNS if row[column.name]}
        assert assemble({column.name: read_cell(column, cell, conditions) for column, cell in cells.items()})


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(COLUMNS), st.text(min_size=1, max_size=30))
def test_any_cell_is_read_or_refused_in_words(column, text):
    """Whatever stands in a cell, there is a value that its column takes, or a CellError."""
    try:
        value = read_cell(column, text, Conditions([{"value": "psoriasis"}]))
    except CellError:
        return
    for entry in value if column.many else [value]:
        assert not column.choices or entry in column.choices
        if column.kind is Kind.INTEGER:
            assert column.bounds[0] <= entry <= column.bounds[1]
