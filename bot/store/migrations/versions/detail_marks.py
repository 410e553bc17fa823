"""Keyed hashes of the details that stand in sealed texts, so that a person's request finds them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "detail_marks"
down_revision = "pointing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "detail_mark",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["sealed_id"], ["sealed.id"], ondelete="CASCADE", initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_detail_mark_sealed_id", "detail_mark", ["sealed_id"])
    op.create_index("ix_detail_mark_mark", "detail_mark", ["mark"])


def downgrade() -> None:
    op.drop_table("detail_mark")
