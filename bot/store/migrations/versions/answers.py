"""Articles say whose area and readers they are for; an enquiry says which wording was shown and whether it helped; gaps in the content."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.tables

revision = "answers"
down_revision = "details_name_marks"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("article") as article:
        article.add_column(sa.Column("area", sa.String(length=20), nullable=False, server_default="both"))
        article.add_column(sa.Column("audience", sa.String(length=40), nullable=False, server_default="everyone"))
        article.add_column(sa.Column("next_topics", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("enquiry") as enquiry:
        enquiry.add_column(sa.Column("article_version", sa.String(length=12), nullable=True))
        enquiry.add_column(sa.Column("helpful", sa.Boolean(), nullable=True))
    op.create_table(
        "content_gap",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("nearest", sa.String(length=80), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("at", bot.store.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", bot.store.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("content_gap") as gap:
        gap.create_index(gap.f("ix_content_gap_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("content_gap")
    with op.batch_alter_table("enquiry") as enquiry:
        enquiry.drop_column("helpful")
        enquiry.drop_column("article_version")
    with op.batch_alter_table("article") as article:
        article.drop_column("next_topics")
        article.drop_column("audience")
        article.drop_column("area")
