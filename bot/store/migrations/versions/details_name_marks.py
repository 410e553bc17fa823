"""Keyed marks by which a conversation tells the people named in it apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "details_name_marks"
down_revision = "danger_signs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("name_marks", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("conversation") as table:
        table.drop_column("name_marks")
