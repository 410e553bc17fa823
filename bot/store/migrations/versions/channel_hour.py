"""How busy a channel usually is, by which silence is noticed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.tables

revision = "channel_hour"
down_revision = "erased_list"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_hour",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("hour", bot.store.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "hour"),
    )


def downgrade() -> None:
    op.drop_table("channel_hour")
