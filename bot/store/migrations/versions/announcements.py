"""Events, opportunities and what changed, each with an end; and who would like to come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.tables

revision = "announcements"
down_revision = "answers"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = bot.store.tables.UtcDateTime(timezone=True)


def _points_at(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("label", sa.String(20), nullable=False),
        sa.Column("area", sa.String(20), nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("service_type", sa.String(40)),
        sa.Column("topic", sa.String(40)),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("organiser", sa.String(120), nullable=False),
        sa.Column("source_url", sa.String(500), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("shown_from", _TIME, nullable=False),
        sa.Column("starts_at", _TIME),
        sa.Column("ends_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.UniqueConstraint("slug"),
    )
    op.create_index("ix_announcement_current", "announcement", ["status", "ends_at"])
    op.create_table(
        "interest",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("announcement_id", _ID, nullable=False),
        sa.Column("announcement_version", sa.String(12), nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("conversation_id", _ID),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("needs_redacted", sa.Text()),
        sa.Column("needs_sealed_id", sa.String(36)),
        sa.Column("wants_contact", sa.Boolean(), nullable=False),
        sa.Column("contact_sealed_id", sa.String(36)),
        sa.Column("notice_version", sa.String(16), nullable=False),
        sa.Column("agreed_at", _TIME, nullable=False),
        sa.UniqueConstraint("reference"),
        _points_at("announcement_id", "announcement.id"),
        _points_at("contact_id", "contact.id"),
        _points_at("conversation_id", "conversation.id"),
        _points_at("needs_sealed_id", "sealed.id"),
        _points_at("contact_sealed_id", "sealed.id"),
    )
    for column in ("announcement_id", "contact_id", "conversation_id", "needs_sealed_id", "contact_sealed_id"):
        op.create_index(f"ix_interest_{column}", "interest", [column])


def downgrade() -> None:
    op.drop_table("interest")
    op.drop_table("announcement")
