"""experiences: providers, codes, answers about the person, approval."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.tables

revision = "experience_details"
down_revision = "alarms"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = bot.store.tables.UtcDateTime(timezone=True)


def of_experience() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["experience_id"], ["experience.id"], ondelete="CASCADE", initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    with op.batch_alter_table("experience") as table:
        table.add_column(sa.Column("permission", sa.String(8)))
        table.add_column(sa.Column("sentiment", sa.String(8)))
        table.add_column(sa.Column("themes", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("coded_at", TIME))
        table.add_column(sa.Column("approved_at", TIME))
    op.create_table(
        "experience_code",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("experience_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("staff_id", BIG_ID),
        sa.Column("at", TIME, nullable=False),
        of_experience(),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], initially="DEFERRED", deferrable=True),
    )
    op.create_index("ix_experience_code_experience_id", "experience_code", ["experience_id"])
    op.create_table(
        "about_person",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("experience_id", BIG_ID, nullable=False),
        sa.Column("question", sa.String(24), nullable=False),
        sa.Column("answer", sa.String(24), nullable=False),
        of_experience(),
    )
    op.create_index("ix_about_person_experience_id", "about_person", ["experience_id"])
    op.create_table(
        "provider",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("service_type", sa.String(40)),
        sa.Column("parent", sa.String(200)),
        sa.Column("town", sa.String(80)),
        sa.Column("postcode", sa.String(10)),
        sa.Column("local_names", sa.JSON(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
    )


def downgrade() -> None:
    for table in ("provider", "about_person", "experience_code"):
        op.drop_table(table)
    with op.batch_alter_table("experience") as table:
        for column in ("approved_at", "coded_at", "themes", "sentiment", "permission"):
            table.drop_column(column)
