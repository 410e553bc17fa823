"""Notes between colleagues on a conversation, and who has one open now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.tables.columns import BigId, UtcDateTime

revision = "colleague_notes"
down_revision = "second_step"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "colleague_note",
        sa.Column("id", BigId, nullable=False),
        sa.Column("conversation_id", BigId, nullable=False),
        sa.Column("staff_id", BigId),
        sa.Column("words_sealed_id", sa.String(length=36), nullable=False),
        sa.Column("once", sa.String(length=56), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["words_sealed_id"], ["sealed.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "once", name="uq_colleague_note_once"),
    )
    op.create_index("ix_colleague_note_conversation_id", "colleague_note", ["conversation_id"])
    op.create_index("ix_colleague_note_words_sealed_id", "colleague_note", ["words_sealed_id"])
    op.create_table(
        "presence",
        sa.Column("conversation_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("page", sa.String(length=24), nullable=False),
        sa.Column("writing", sa.Boolean(), nullable=False),
        sa.Column("until", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "staff_id", "page"),
    )


def downgrade() -> None:
    op.drop_table("presence")
    op.drop_table("colleague_note")
