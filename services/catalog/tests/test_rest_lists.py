"""REST: facets, vocabularies and the coverage matrix."""

import pytest
from pixgen_catalog.testing import a_record, a_synthetic


def counts(person, query=""):
    answer = person.get(f"/v1/facets?{query}")
    assert answer.status_code == 200, answer.text
    return {
        facet: {entry["value"]: entry["count"] for entry in values}
        for facet, values in answer.json["facets"].items()
    }


def cell(person, row, col, query=""):
    answer = person.get(f"/v1/coverage?{query}").json
    return next((c for c in answer["cells"] if (c["row"], c["col"]) == (row, col)), None)


def test_facets_count_what_the_viewer_may_see(index, decide, visitor, curator):
    ids = index(a_record("a"), a_record("b", tone_group="tan", ita_deg=20.0), a_record("c"))
    decide("publish", ids[0])
    assert counts(visitor)["tone_group"] == {"dark": 1}
    assert counts(curator)["tone_group"] == {"tan": 1, "dark": 2}
    assert counts(curator)["status"] == {"pending": 2, "published": 1}
    assert counts(curator)["condition"] == {"psoriasis": 3}


def test_a_facet_counts_as_if_nothing_were_chosen_in_it(index, curator):
    index(
        a_record("a", fitzpatrick="V"),
        a_record("b", tone_group="tan", ita_deg=20.0, fitzpatrick="III"),
    )
    found = counts(curator, "tone_group=dark")
    assert found["tone_group"] == {"tan": 1, "dark": 1}
    assert found["fitzpatrick"] == {"V": 1}


def test_facets_have_labels_and_scales_their_own_order(index, curator):
    index(
        a_record("a", fitzpatrick="VI", condition="atopic_dermatitis"),
        a_record("b", fitzpatrick="I", condition="atopic_dermatitis"),
        a_record("c", fitzpatrick="III"),
    )
    facets = curator.get("/v1/facets").json
    assert [entry["value"] for entry in facets["facets"]["fitzpatrick"]] == ["I", "III", "VI"]
    assert facets["facets"]["condition"][0] == {
        "value": "atopic_dermatitis",
        "label": "Atopic dermatitis",
        "count": 2,
    }
    assert facets["is_exact"] is True


def test_vocabularies_are_listed_and_kept_by_caches(visitor):
    names = visitor.get("/v1/vocabularies").json["items"]
    assert "conditions" in names
    for name in names:
        answer = visitor.get(f"/v1/vocabularies/{name}")
        assert answer.json["items"], name
        assert "max-age" in answer.headers["Cache-Control"]
    again = visitor.get("/v1/vocabularies/conditions", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 200
    same = visitor.get("/v1/vocabularies/conditions", headers={"If-None-Match": again.headers["ETag"]})
    assert same.status_code == 304
    assert len(again.json["items"]) >= 120
    assert visitor.get("/v1/vocabularies/no_such").status_code == 404


def test_coverage_counts_published_pictures_by_kind(index, decide, curator):
    ids = index(*(a_record(n) for n in range(6)), a_synthetic("s"))
    decide("publish", *ids[:5], ids[6])
    found = cell(curator, "psoriasis", "dark")
    assert (found["real"], found["altered"], found["synthetic"]) == (5, 0, 1)
    answer = curator.get("/v1/coverage").json
    assert answer["totals"] == {"real": 5, "altered": 0, "synthetic": 1}
    assert [col["value"] for col in answer["cols"]] == ["light", "intermediate", "tan", "brown", "dark"]
    assert cell(curator, "psoriasis", "tan")["real"] == 0


def test_small_numbers_are_for_curators_and_nothing_is_nothing(index, decide, curator, visitor, ben):
    ids = index(*(a_record(n) for n in range(4)))
    decide("publish", *ids)
    for person in (visitor, ben):
        found = cell(person, "psoriasis", "dark")
        assert (found["real"], found["synthetic"], found["masked"]) == (None, 0, True)
        assert person.get("/v1/coverage").json["totals"]["real"] is None
    shown = cell(curator, "psoriasis", "dark")
    assert (shown["real"], shown["masked"]) == (4, False)


@pytest.mark.parametrize(
    ("query", "row", "col"),
    [
        ("rows=site&cols=fitzpatrick", "upper extremity", "V"),
        ("rows=image_type&cols=tone_group", "clinical: close-up", "dark"),
        ("rows=condition&cols=fitzpatrick", "psoriasis", "V"),
    ],
)
def test_coverage_has_several_views(index, decide, curator, query, row, col):
    decide("publish", *index(a_record()))
    assert cell(curator, row, col, query)["real"] == 1
    assert curator.get("/v1/coverage?rows=colour").status_code == 422


def test_coverage_follows_every_change(index, decide, curator, ada, owner):
    """Published, edited, rejected, withdrawn: the kept numbers equal counting anew."""
    records = [a_record(n, patient=f"p{n}") for n in range(8)]
    decide("publish", *index(*records))
    curator.patch(
        f"/v1/images/{records[0].image_id}",
        json={"diagnosis": [{"condition_id": "tinea"}, {"condition_id": "psoriasis"}]},
    )
    decide("reject", records[1].image_id, reason="blurred")
    ada.post(f"/v1/consents/{records[2].consent_id}/withdraw", json={})
    assert cell(curator, "psoriasis", "dark")["real"] == 6
    assert cell(curator, "tinea", "dark")["real"] == 1
    kept = owner("SELECT * FROM catalog.coverage_cells WHERE n <> 0")
    counted = owner(
        """
        SELECT c.*, i.image_manipulation, count(*) AS n FROM catalog.images i, catalog.covered(
          i.terms, '{condition,site,image_type}', '{tone_group,fitzpatrick,monk}') c
        WHERE i.audience IN ('members', 'everyone') GROUP BY 1, 2, 3, 4, 5
        """
    )
    assert sorted(map(str, kept)) == sorted(map(str, counted))
    owner("DELETE FROM catalog.images")
    assert owner("SELECT * FROM catalog.coverage_cells WHERE n <> 0") == []
