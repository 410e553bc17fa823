"""Pages written at the desk: a draft may have no dates yet, and a question without an answer may have a page being written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "pages_at_the_desk"
down_revision = "colleague_notes"
branch_labels = None
depends_on = None

DATES = ("checked_on", "review_by")


def upgrade() -> None:
    with op.batch_alter_table("article") as table:
        for name in DATES:
            table.alter_column(name, existing_type=sa.Date(), nullable=True)
    with op.batch_alter_table("content_gap") as table:
        table.add_column(sa.Column("page", sa.String(80), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("content_gap") as table:
        table.drop_column("page")
    # A draft that was never checked cannot be told without its dates: the first day of the calendar is none that anybody checked on.
    for name in DATES:
        op.execute(sa.text(f"UPDATE article SET {name} = '0001-01-01' WHERE {name} IS NULL"))  # noqa: S608 - our own names
    with op.batch_alter_table("article") as table:
        for name in DATES:
            table.alter_column(name, existing_type=sa.Date(), nullable=False)
