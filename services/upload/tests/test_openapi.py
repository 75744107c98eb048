"""The OpenAPI document describes the streamed body as it is validated."""

import pytest


@pytest.fixture
def document(app):
    return app.test_client().get("/openapi.json").json


def test_the_upload_body_is_described(document):
    body = document["paths"]["/v1/uploads"]["post"]["requestBody"]["content"]["multipart/form-data"]
    assert set(body["schema"]["required"]) == {"image", "metadata"}
    metadata = document["components"]["schemas"]["Metadata"]
    assert set(metadata["required"]) == {"image_type", "copyright_license", "consent"}
    assert metadata["additionalProperties"] is False
    assert metadata["properties"]["image_type"]["enum"] == [
        "dermoscopic",
        "clinical: overview",
        "clinical: close-up",
    ]


def test_every_reference_leads_somewhere(document):
    """No `$ref` dangles, whoever wrote it."""
    missing = []

    def walk(node):
        if isinstance(node, dict):
            if "$ref" in node:
                schema = node["$ref"].removeprefix("#/components/schemas/")
                missing.extend([] if schema in document["components"]["schemas"] else [node["$ref"]])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(document)
    assert missing == []


def test_every_route_says_who_may_and_what_may_be_answered(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["security"], (path, method)
            assert {"401", "403"} <= set(operation["responses"]), (path, method)
    assert {"200", "201", "202", "409", "413", "415", "422", "429"} <= set(
        document["paths"]["/v1/uploads"]["post"]["responses"]
    )
