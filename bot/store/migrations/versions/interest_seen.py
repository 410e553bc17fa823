"""When staff first saw that somebody would like to come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables.columns import UtcDateTime

revision = "interest_seen"
down_revision = "comment_media"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("interest") as table:
        table.add_column(sa.Column("seen_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("interest") as table:
        table.drop_column("seen_at")
