"""What people asked us to erase, for after a restore."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.tables

revision = "erased_list"
down_revision = "texts_message_id"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", bot.store.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("erased")
