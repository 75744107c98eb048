"""Making one item of an augmentation order: read the source, have it altered, bring the result to upload."""

from pixgen_common.errors import Code, PixGenError
from pixgen_common.fetching import fetch
from pixgen_common.logging import logger

from pixgen_synthesis import telemetry
from pixgen_synthesis.augment import Augment, Wish
from pixgen_synthesis.catalog import Catalog
from pixgen_synthesis.describing import metadata
from pixgen_synthesis.schemas import OrderIn
from pixgen_synthesis.settings import Settings
from pixgen_synthesis.sources import obstacle
from pixgen_synthesis.store import Item
from pixgen_synthesis.upload import Upload
from pixgen_synthesis.working import Outcome


class Augmenting:
    """Makes one picture; doing it again finds the same one.

    Args:
        settings: time limits.
        catalog: shows the source, to the person who ordered.
        augment: alters it.
        upload: takes the result in.
    """

    def __init__(self, settings: Settings, catalog: Catalog, augment: Augment, upload: Upload) -> None:
        self._settings, self._catalog, self._augment, self._upload = settings, catalog, augment, upload

    def __call__(self, item: Item) -> Outcome:
        """Makes the picture of an item.

        Args:
            item: what is to be made, and for whom.

        Returns:
            The picture that is stored now.

        Raises:
            PixGenError: with a code that says whether trying again may help.
        """
        order = OrderIn.model_validate(item.request)
        image = self._catalog.picture(item.account_id, item.source_image_id or "")
        # Asked again, however long ago it was ordered: a patient may have withdrawn since.
        if (hindered := obstacle(image, order.manipulations)) is not None:
            raise PixGenError(Code.CONFLICT, hindered.message, reason=hindered.reason)
        assert image is not None  # noqa: S101 - else it would have been hindered
        wish, record = Wish(**item.parameters), image.record
        with telemetry.STAGE_SECONDS.labels("fetch").time():
            source = fetch(image.content_url, record.sha256, self._settings.fetch_seconds)
        with telemetry.STAGE_SECONDS.labels("stylize").time():
            made = self._augment.stylize(source, wish, edge=max(record.pixels_x, record.pixels_y))
        said = metadata(record, item.item_id, wish, made)
        with telemetry.STAGE_SECONDS.labels("upload").time():
            result = self._upload.bring(item.account_id, made.data, made.media_type, said)
        logger().info("augmentation.stored", item_id=item.item_id, image_id=result)
        return Outcome(
            result,
            {
                "measures": dict(made.measures),
                "warnings": [dict(entry) for entry in made.warnings],
                "module": dict(made.module) if made.module else None,
                "method_version": made.method_version,
            },
        )
