"""The second step of signing in: authenticator apps and recovery codes of staff."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables.columns import BigId, UtcDateTime

revision = "second_step"
down_revision = "saved_reply"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_authenticator",
        sa.Column("staff_id", BigId, autoincrement=False, nullable=False),
        sa.Column("secret_sealed_id", sa.String(length=36), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["secret_sealed_id"], ["sealed.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("staff_id"),
    )
    op.create_index("ix_staff_authenticator_secret_sealed_id", "staff_authenticator", ["secret_sealed_id"])
    op.create_table(
        "staff_recovery_code",
        sa.Column("id", BigId, nullable=False),
        sa.Column("staff_id", BigId, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_staff_recovery_code_staff_id", "staff_recovery_code", ["staff_id"])


def downgrade() -> None:
    op.drop_table("staff_recovery_code")
    op.drop_table("staff_authenticator")
