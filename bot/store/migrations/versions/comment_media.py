"""What a public comment holds besides words, and where it can be seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "comment_media"
down_revision = "detail_marks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("public_item") as table:
        table.add_column(sa.Column("media", sa.String(8), nullable=True))
        table.add_column(sa.Column("permalink", sa.String(500), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("public_item") as table:
        table.drop_column("permalink")
        table.drop_column("media")
