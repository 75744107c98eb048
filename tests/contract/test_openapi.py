"""Whatever is sent, each service answers as its own OpenAPI document says, signed in or not."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import checks
from schemathesis.generation import GenerationMode

BOUNDED = settings(
    max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
# No document can say that a cursor must come from a page before, or that a list names nothing twice. And
# 503 is the right answer while the catalog is away; every other server error is asserted against below.
UNSAYABLE = [checks.positive_data_acceptance, checks.not_a_server_error]
MODES = {"good": GenerationMode.POSITIVE, "bad": GenerationMode.NEGATIVE}


@pytest.mark.parametrize("mode", MODES)
def test_every_answer_is_the_documented_one(served, mode):
    """Random requests by somebody with every role; good ones also meet things that are there."""
    document = schemathesis.openapi.from_wsgi("/openapi.json", served.app)
    wrong = []
    for found in document.get_all_operations():
        operation = found.ok()
        try:
            exercise(operation, served, MODES[mode])
        except Unsatisfiable:
            # An operation without any input has no bad one.
            assert mode == "bad"
        except (BaseExceptionGroup, AssertionError) as failure:
            each = failure.exceptions if isinstance(failure, BaseExceptionGroup) else [failure]
            wrong += [f"{operation.label}: {one}" for one in each]
    assert not wrong, "\n\n".join(wrong)


def exercise(operation, served, mode):
    """Send some requests of one operation and hold every answer against the document."""

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case):
        names = case.path_parameters.keys() & served.known.keys() if case.path_parameters else set()
        if mode is GenerationMode.POSITIVE and len(str(case.query)) % 2 == 0:
            case.path_parameters.update({name: served.known[name] for name in names})
        answer = case.call_and_validate(headers=served.headers, excluded_checks=UNSAYABLE)
        assert answer.status_code < 500 or (answer.status_code == 503 and served.catalog_is_away)

    send()


@pytest.mark.parametrize("authorization", [None, "Bearer nonsense", "Basic YTpi"])
def test_signing_in_is_asked_for_wherever_the_document_says_so(served, authorization):
    """Every operation that does not also list nobody as a caller."""
    client = served.app.test_client()
    closed = [
        (method, path)
        for path, operations in client.get("/openapi.json").json["paths"].items()
        for method, operation in operations.items()
        if operation.get("security") and {} not in operation["security"]
    ]
    assert closed
    headers = {"Authorization": authorization} if authorization else {}
    for method, path in closed:
        address = path.replace("{", "").replace("}", "")
        answer = client.open(address, method=method.upper(), headers=headers)
        assert answer.status_code == 401, (method, path, answer.status_code)
        assert answer.mimetype == "application/problem+json"
