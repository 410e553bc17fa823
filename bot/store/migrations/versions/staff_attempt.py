"""Browsers that are half-way in, and the way by which a signed-in one came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables.columns import BigId, UtcDateTime

revision = "staff_attempt"
down_revision = "staff_device"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_attempt",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("staff_id", BigId, nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_staff_attempt_expires_at", "staff_attempt", ["expires_at"])
    with op.batch_alter_table("staff_session") as table:
        table.add_column(sa.Column("way", sa.String(16), nullable=False, server_default="password"))


def downgrade() -> None:
    with op.batch_alter_table("staff_session") as table:
        table.drop_column("way")
    op.drop_table("staff_attempt")
