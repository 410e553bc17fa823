"""Danger signs with staff's verdict, and the restricted record of safeguarding concerns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.tables

revision = "danger_signs"
down_revision = "channel_hour"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    time = bot.store.tables.UtcDateTime(timezone=True)
    op.create_table(
        "danger_sign",
        sa.Column("id", number, nullable=False),
        sa.Column("conversation_id", number, nullable=False),
        sa.Column("inbound_id", number, nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("sign", sa.String(length=64), nullable=False),
        sa.Column("seen_by", sa.String(length=8), nullable=False),
        sa.Column("chance", sa.Float(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("card", sa.String(length=64), nullable=True),
        sa.Column("at", time, nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=True),
        sa.Column("verdict_by_id", number, nullable=True),
        sa.Column("verdict_at", time, nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], deferrable=True, initially="DEFERRED"),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], deferrable=True, initially="DEFERRED"),
        sa.ForeignKeyConstraint(["verdict_by_id"], ["staff.id"], deferrable=True, initially="DEFERRED"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_danger_sign_conversation", "danger_sign", ["conversation_id", "id"])
    op.create_index(op.f("ix_danger_sign_inbound_id"), "danger_sign", ["inbound_id"])
    op.create_table(
        "safeguarding_concern",
        sa.Column("id", number, nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", number, nullable=True),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("words_sealed_id", sa.String(length=36), nullable=True),
        sa.Column("decision_sealed_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_at", time, nullable=False),
        sa.Column("decided_at", time, nullable=True),
        sa.Column("decided_by_id", number, nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], deferrable=True, initially="DEFERRED"),
        sa.ForeignKeyConstraint(["words_sealed_id"], ["sealed.id"], deferrable=True, initially="DEFERRED"),
        sa.ForeignKeyConstraint(["decision_sealed_id"], ["sealed.id"], deferrable=True, initially="DEFERRED"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["staff.id"], deferrable=True, initially="DEFERRED"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index(op.f("ix_safeguarding_concern_conversation_id"), "safeguarding_concern", ["conversation_id"])
    op.create_index("ix_safeguarding_concern_state", "safeguarding_concern", ["state", "id"])


def downgrade() -> None:
    op.drop_table("safeguarding_concern")
    op.drop_table("danger_sign")
