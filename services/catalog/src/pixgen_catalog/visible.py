"""The view through which every picture is read: the rows of the index that the viewer may see."""

from sqlalchemy import Column, MetaData, Table

from pixgen_catalog.image_tables import images

# A MetaData of its own: the view is made by the migration, not by create_all.
VISIBLE = MetaData(schema="catalog")
visible_images = Table(
    "visible_images", VISIBLE, *(Column(column.name, column.type) for column in images.columns)
)
