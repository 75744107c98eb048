"""The service over real gRPC, with the real style network."""

import io
import threading

import grpc
import numpy as np
import pytest
from PIL import Image
from pixgen_augment import encoding
from pixgen_common.rpc_errors import from_rpc
from pixgen_imaging import phantoms
from pixgen_protos.augment.v1 import augment_pb2 as pb

SECONDS = 120


def png(picture):
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()


def pixels(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


@pytest.fixture(scope="module")
def content(phantom):
    return png(phantom.rgb)


@pytest.fixture(scope="module")
def style():
    """A picture of dark skin."""
    return png(phantoms.draw(5, size=256, tone_group="dark").rgb)


@pytest.fixture
def ask(service, content):
    """One valid request, with what a test changes."""

    def call(**changes):
        wanted = {"content": content, "target": pb.Target(ita_deg=-40), "method": "METHOD_TONE"} | changes
        return service.stub.Stylize(pb.StylizeRequest(**wanted), timeout=SECONDS)

    return call


def refusal(call, *arguments, **named):
    """Status and reason with which a call is refused."""
    with pytest.raises(grpc.RpcError) as raised:
        call(*arguments, **named)
    return raised.value.code(), from_rpc(raised.value).reason


def test_tone_reaches_its_target_and_says_how_far_it_is_off(ask):
    answer = ask()
    assert (answer.method, answer.method_version.split("/")[0]) == (pb.METHOD_TONE, "tone")
    assert answer.measures.tone_error_deg < 1
    assert answer.measures.gradient_correlation > 0.96
    assert answer.media_type == "image/png"
    assert pixels(answer.image).shape == (256, 256, 3)
    assert not answer.HasField("module")  # no network had a part in it


@pytest.mark.parametrize("method", ["METHOD_NEURAL", "METHOD_HYBRID"])
def test_a_picture_that_the_network_had_a_part_in_names_the_module(ask, service, style, method):
    answer = ask(method=method, target=pb.Target(style_image=style))
    assert answer.module.handle == service.stub.ListStyles(pb.ListStylesRequest(), timeout=60).module.handle
    assert answer.module.version.startswith("sha256 ")
    assert "/" not in answer.module.handle  # no path of this machine
    assert answer.timings.network_ms > 0
    assert answer.target.lightness < 60


def test_neural_takes_the_colour_of_its_style(ask, style, phantom):
    before, after = (
        phantom.rgb.mean(),
        pixels(ask(method="METHOD_NEURAL", target=pb.Target(style_image=style)).image),
    )
    assert after.mean() < before - 40


def test_a_target_without_a_picture_serves_the_network_as_a_plain_colour(ask):
    answer = ask(method="METHOD_NEURAL", target=pb.Target(style="dermoscopy-dark"))
    assert answer.measures.result_ita_deg < answer.measures.content_ita_deg


def test_strength_0_is_the_content_byte_for_byte(ask, phantom):
    for method in ("METHOD_TONE", "METHOD_NEURAL", "METHOD_HYBRID"):
        assert np.array_equal(pixels(ask(method=method, strength=0).image), phantom.rgb)


@pytest.mark.parametrize("method", ["METHOD_TONE", "METHOD_NEURAL", "METHOD_HYBRID"])
def test_strength_goes_from_content_to_target(ask, style, method):
    target = pb.Target(style_image=style)
    found = [ask(method=method, target=target, strength=s).measures.result_ita_deg for s in (0.2, 0.6, 1)]
    assert found == sorted(found, reverse=True)


def test_equal_requests_give_equal_bytes_whatever_is_in_their_batch(service, content, style):
    """Alone, then among others of the same size with other styles."""

    def request(number):
        return pb.StylizeRequest(
            content=content if number == 0 else png(phantoms.draw(number, size=256).rgb),
            target=pb.Target(style_image=style) if number % 2 == 0 else pb.Target(ita_deg=-30.0 - number),
            method="METHOD_NEURAL",
        )

    alone = service.stub.Stylize(request(0), timeout=SECONDS).image
    keyed = (pb.StylizeStreamRequest(key=str(number), request=request(number % 6)) for number in range(12))
    answers = list(service.stub.StylizeStream(keyed, timeout=SECONDS))
    assert [answer.key for answer in answers] == [str(number) for number in range(12)]
    assert [answers[0].response.image, answers[6].response.image] == [alone, alone]


def test_masks_come_on_request_alone_and_fit_the_result(ask):
    masks = ask(with_masks=True, max_edge=128).masks
    for mask in (masks.lesion, masks.skin):
        image = Image.open(io.BytesIO(mask))
        assert (image.mode, image.size) == ("L", (128, 128))
        assert set(np.unique(np.asarray(image))) == {0, 255}
    assert not ask().HasField("masks")


def test_jpeg_comes_when_it_is_asked_for(ask):
    answer = ask(output_format="OUTPUT_FORMAT_JPEG")
    assert (answer.media_type, answer.image[:2]) == ("image/jpeg", b"\xff\xd8")


def test_a_large_picture_keeps_its_size_and_its_detail(ask):
    """12 megapixels: the network sees less of it, the colour is carried to all of it."""
    large = np.asarray(Image.fromarray(phantoms.draw(9, size=512).rgb).resize((4000, 3000)))
    data = encoding.write(large, encoding.JPEG)
    answer = ask(content=data, method="METHOD_NEURAL", output_format="OUTPUT_FORMAT_JPEG")
    assert (answer.pixels_x, answer.pixels_y) == (4000, 3000)
    assert answer.measures.gradient_correlation > 0.6


def test_the_seats_that_a_picture_takes_are_told_by_its_header():
    """A file that only its decoder can read takes the most, one that is none takes none."""
    picture = Image.new("RGB", (300, 200))
    found = {}
    for name in ("JPEG", "PNG", "WEBP", "TIFF", "GIF"):
        out = io.BytesIO()
        picture.save(out, name)
        found[name] = encoding.stated_pixels(out.getvalue())
    assert found == {"JPEG": 60_000, "PNG": 60_000, "WEBP": 60_000, "TIFF": 40_000_000, "GIF": 0}
    assert encoding.stated_pixels(b"\xff\xd8\xff\xe0 no JPEG") == 0
    out = io.BytesIO()
    Image.new("L", (9000, 9000)).save(out, "PNG")
    assert encoding.stated_pixels(out.getvalue()) == 40_000_000


def test_measure_tone_reads_what_the_phantom_is(service, phantom, content):
    answer = service.stub.MeasureTone(pb.MeasureToneRequest(content=content, with_masks=True), timeout=60)
    assert abs(answer.ita_deg - phantom.ita_deg) < 3
    assert answer.ita_quality == "ok"
    assert Image.open(io.BytesIO(answer.masks.lesion)).size == (256, 256)


def test_measure_tone_reads_the_smallest_picture_that_a_generator_draws(service, phantom):
    small = np.asarray(Image.fromarray(phantom.rgb).resize((32, 32)))
    request = pb.MeasureToneRequest(content=encoding.write(small, encoding.PNG))
    answer = service.stub.MeasureTone(request, timeout=60)
    assert abs(answer.ita_deg - phantom.ita_deg) < 6


def test_styles_are_listed_with_their_sources(service):
    listed = service.stub.ListStyles(pb.ListStylesRequest(), timeout=60)
    assert len([one for one in listed.styles if one.monk_tone >= 4]) >= 6
    assert all(one.source and one.label for one in listed.styles)
    assert {one.method for one in listed.methods} == {pb.METHOD_TONE, pb.METHOD_NEURAL, pb.METHOD_HYBRID}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"content": b""}, "content.missing"),
        ({"content": b"not a picture"}, "image.not_an_image"),
        ({"content": png(np.zeros((10, 10, 3), np.uint8))}, "image.too_small"),
        ({"target": pb.Target()}, "target.missing"),
        ({"target": pb.Target(style_image=b"")}, "target.missing"),
        ({"target": pb.Target(style_image=b"x" * 20)}, "image.not_an_image"),
        ({"target": pb.Target(style="mauve")}, "target.unknown_style"),
        ({"target": pb.Target(tone_group="green")}, "target.unknown_tone_group"),
        ({"target": pb.Target(ita_deg=400)}, "target.out_of_range"),
        ({"target": pb.Target(ita_deg=float("nan"))}, "target.out_of_range"),
        ({"strength": float("nan")}, "strength.out_of_range"),
        ({"strength": 1.5}, "strength.out_of_range"),
        ({"max_edge": 9}, "max_edge.out_of_range"),
        ({"method": 17}, "method.unknown"),
        ({"output_format": 9}, "format.unknown"),
    ],
)
def test_bad_input_is_refused_with_its_reason(ask, changes, reason):
    assert refusal(ask, **changes) == (grpc.StatusCode.INVALID_ARGUMENT, reason)


def test_a_truncated_picture_is_refused(ask, content):
    assert refusal(ask, content=content[: len(content) // 2])[1] == "image.truncated"


def test_an_over_exposed_picture_is_refused(ask):
    white = np.full((256, 256, 3), 255, np.uint8)
    status, reason = refusal(ask, content=png(white))
    assert status is grpc.StatusCode.INVALID_ARGUMENT
    assert reason in {"tone.over_exposed", "tone.no_skin"}


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(ask):
    out = io.BytesIO()
    Image.new("L", (9000, 9000)).save(out, "PNG")
    assert refusal(ask, content=out.getvalue())[1] == "image.too_many_pixels"


def test_a_message_over_the_limit_is_refused(service):
    huge = pb.StylizeRequest(content=b"x" * (33 << 20), target=pb.Target(ita_deg=-40))
    with pytest.raises(grpc.RpcError) as raised:
        service.stub.Stylize(huge, timeout=SECONDS)
    assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_one_bad_item_of_a_stream_fails_alone(service, content):
    good = pb.StylizeRequest(content=content, target=pb.Target(ita_deg=-40))
    bad = pb.StylizeRequest(content=b"no picture", target=pb.Target(ita_deg=-40))
    items = (pb.StylizeStreamRequest(key=k, request=r) for k, r in (("a", good), ("b", bad), ("c", good)))
    answers = list(service.stub.StylizeStream(items, timeout=SECONDS))
    assert [answer.WhichOneof("outcome") for answer in answers] == ["response", "failure", "response"]
    assert (answers[1].failure.status, answers[1].failure.reason) == (
        "INVALID_ARGUMENT",
        "image.not_an_image",
    )


def test_a_call_without_identity_is_refused(service, content):
    from pixgen_protos.augment.v1.augment_pb2_grpc import AugmentServiceStub

    with grpc.insecure_channel(service.address) as channel:
        request = pb.StylizeRequest(content=content, target=pb.Target(ita_deg=-40))
        status, reason = refusal(AugmentServiceStub(channel).Stylize, request, timeout=60)
    assert (status, reason) == (grpc.StatusCode.UNAUTHENTICATED, "token.missing")


def test_a_full_queue_refuses_at_once(service, content):
    """Six seats and a queue of four: of thirty calls at once some are told to come back."""
    request = pb.StylizeRequest(content=content, target=pb.Target(ita_deg=-40), method="METHOD_NEURAL")
    found = []

    def call():
        try:
            service.stub.Stylize(request, timeout=SECONDS)
            found.append("made")
        except grpc.RpcError as error:
            found.append((error.code(), from_rpc(error).reason, from_rpc(error).retry_after))

    threads = [threading.Thread(target=call) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count("made") >= 10
    assert {one for one in found if one != "made"} == {
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "augment.busy", 1.0)
    }


def test_a_call_past_its_deadline_ends(service, content):
    request = pb.StylizeRequest(content=content, target=pb.Target(ita_deg=-40))
    with pytest.raises(grpc.RpcError) as raised:
        service.stub.Stylize(request, timeout=0.001)
    assert raised.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED


def test_a_module_that_cannot_be_loaded_leaves_the_service_unready_and_named(
    served, wait_until, tmp_path, content
):
    with served(style_module=str(tmp_path / "no-such-module")) as broken:

        def says_why():
            request = pb.StylizeRequest(content=content, target=pb.Target(ita_deg=-40))
            status, reason = refusal(broken.stub.Stylize, request, timeout=60)
            return status is grpc.StatusCode.UNAVAILABLE and reason == "style.module_unloadable"

        wait_until(says_why)
        assert broken.health() == "NOT_SERVING"
        with pytest.raises(grpc.RpcError, match="no-such-module"):
            broken.stub.ListStyles(pb.ListStylesRequest(), timeout=60)
