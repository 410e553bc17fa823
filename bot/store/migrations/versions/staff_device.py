"""Browsers in which somebody of staff signed in before: a stranger's wrong passwords do not shut them out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables.columns import BigId, UtcDateTime

revision = "staff_device"
down_revision = "interest_seen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_device",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", BigId, nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_staff_device_staff_id", "staff_device", ["staff_id"])


def downgrade() -> None:
    op.drop_table("staff_device")
