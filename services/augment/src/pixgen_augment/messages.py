"""Between the contract's messages and what the use case knows."""

import math

from pixgen_common.errors import Code, FieldError, PixGenError
from pixgen_imaging.tone import Tone
from pixgen_protos.augment.v1 import augment_pb2 as pb

from pixgen_augment import encoding, targets
from pixgen_augment.measures import Measures
from pixgen_augment.regions import Regions
from pixgen_augment.style_module import ModuleName
from pixgen_augment.stylize import VERSIONS, Made, Method, Order, missing_target
from pixgen_augment.targets import Lab, Target

_LEAST_EDGE, _MOST_EDGE = 64, 8192
_METHODS = {
    pb.METHOD_UNSPECIFIED: Method.TONE,
    pb.METHOD_TONE: Method.TONE,
    pb.METHOD_NEURAL: Method.NEURAL,
    pb.METHOD_HYBRID: Method.HYBRID,
}
_FORMATS = {
    pb.OUTPUT_FORMAT_UNSPECIFIED: encoding.PNG,
    pb.OUTPUT_FORMAT_PNG: encoding.PNG,
    pb.OUTPUT_FORMAT_JPEG: encoding.JPEG,
}
_DESCRIPTIONS = {
    Method.TONE: "Closed form in optical density: reaches the target, keeps the lesion, invents nothing.",
    Method.NEURAL: "The style module alone, as the first PixGen; its blotches and weave are not skin.",
    Method.HYBRID: "TONE, its fine density swung by the style module's texture, at most 1.3 times.",
}


def order_of(request: pb.StylizeRequest) -> Order:
    """An order out of a request.

    Args:
        request: the message.

    Returns:
        The order.

    Raises:
        PixGenError: INVALID, with the field and the reason.
    """
    if not request.content:
        raise _invalid("content", "content.missing", "Send the picture to work on as content.")
    if request.method not in _METHODS:
        raise _invalid("method", "method.unknown", "method must be TONE, NEURAL or HYBRID.")
    if request.output_format not in _FORMATS:
        raise _invalid("output_format", "format.unknown", "output_format must be PNG or JPEG.")
    if request.max_edge and not _LEAST_EDGE <= request.max_edge <= _MOST_EDGE:
        message = f"max_edge must be 0, or {_LEAST_EDGE} to {_MOST_EDGE} pixels."
        raise _invalid("max_edge", "max_edge.out_of_range", message)
    strength = request.strength if request.HasField("strength") else 1.0
    if not (math.isfinite(strength) and 0 <= strength <= 1):
        raise _invalid("strength", "strength.out_of_range", "strength must be a number from 0 to 1.")
    target, style_image = _target_of(request.target)
    return Order(
        content=request.content,
        target=target,
        style_image=style_image,
        method=_METHODS[request.method],
        strength=strength,
        max_edge=request.max_edge,
        media_type=_FORMATS[request.output_format],
    )


def _target_of(target: pb.Target) -> tuple[Target | None, bytes]:
    kind = target.WhichOneof("kind")
    if kind == "ita_deg":
        return targets.from_ita(target.ita_deg), b""
    if kind == "tone_group":
        return targets.from_tone_group(target.tone_group), b""
    if kind == "style":
        return targets.named(target.style), b""
    if kind == "style_image" and target.style_image:
        return None, target.style_image
    raise missing_target()


def _invalid(field: str, reason: str, message: str) -> PixGenError:
    return PixGenError(Code.INVALID, message, reason=reason, fields=(FieldError(field, message),))


def response_of(order: Order, made: Made, *, with_masks: bool) -> pb.StylizeResponse:
    """The answer to an order. Args: the order; what was made; whether masks were asked for. Returns: it."""
    height, width = made.picture.shape[:2]
    timings = {f"{name}_ms": spent for name, spent in made.milliseconds.items()}
    answer = pb.StylizeResponse(
        image=made.image,
        media_type=order.media_type,
        pixels_x=width,
        pixels_y=height,
        method=f"METHOD_{order.method}",
        target=lab_message(made.target.lab),
        strength=order.strength,
        measures=measures_message(made.measures),
        warnings=[pb.Warning(code=one.code, message=one.message) for one in made.warnings],
        method_version=VERSIONS[order.method],
        timings=pb.Timings(**timings),
    )
    if made.module:
        answer.module.CopyFrom(module_message(made.module))
    if with_masks:
        answer.masks.CopyFrom(masks_message(made.regions))
    return answer


def measures_message(measures: Measures) -> pb.Measures:
    """Measures as a message; what could not be measured is left out. Args: them. Returns: it."""
    known = {name: value for name, value in vars(measures).items() if value is not None}
    return pb.Measures(**known)


def tone_message(tone: Tone, found: Regions, *, with_masks: bool) -> pb.MeasureToneResponse:
    """The answer to MeasureTone. Args: the tone; its regions; whether masks were asked for. Returns: it."""
    answer = pb.MeasureToneResponse(
        ita_deg=tone.ita_deg,
        ita_quality=tone.quality,
        ita_reason=tone.reason or "",
        ita_method=tone.method,
        tone_group=tone.tone_group or "",
        skin=lab_message(Lab(*tone.skin_lab)) if tone.skin_lab else None,
        skin_fraction=found.skin_fraction,
        lesion_fraction=found.lesion_fraction,
        clipped_fraction=found.clipped_fraction,
    )
    if with_masks:
        answer.masks.CopyFrom(masks_message(found))
    return answer


def styles_message(module: ModuleName) -> pb.ListStylesResponse:
    """The answer to ListStyles. Args: the loaded module. Returns: named targets, methods, the module."""
    return pb.ListStylesResponse(
        styles=[
            pb.Style(
                name=one.name,
                label=one.label,
                skin=lab_message(one.lab),
                ita_deg=one.ita_deg,
                tone_group=one.tone_group,
                monk_tone=one.monk_tone,
                source=one.source,
            )
            for one in targets.all_named()
        ],
        methods=[
            pb.MethodInfo(method=f"METHOD_{method}", version=version, description=_DESCRIPTIONS[method])
            for method, version in VERSIONS.items()
        ],
        module=module_message(module),
    )


def masks_message(found: Regions) -> pb.Masks:
    """Masks as PNGs. Args: the regions. Returns: the message."""
    return pb.Masks(lesion=encoding.write_mask(found.lesion), skin=encoding.write_mask(found.skin))


def module_message(name: ModuleName) -> pb.Module:
    """A module's name as a message. Args: the name. Returns: it."""
    return pb.Module(handle=name.handle, version=name.version)


def lab_message(lab: Lab) -> pb.Lab:
    """A colour as a message. Args: the colour. Returns: it."""
    return pb.Lab(lightness=lab.lightness, a=lab.a, b=lab.b)
