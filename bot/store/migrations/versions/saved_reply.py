"""Replies that staff keep to use again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables.columns import BigId, UtcDateTime

revision = "saved_reply"
down_revision = "staff_attempt"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_reply",
        sa.Column("id", BigId, nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("title", name="uq_saved_reply_title"),
    )


def downgrade() -> None:
    op.drop_table("saved_reply")
