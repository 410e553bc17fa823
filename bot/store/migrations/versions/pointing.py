"""What staff decided about a story whose words may point at somebody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "pointing"
down_revision = "announcements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("experience") as table:
        table.add_column(sa.Column("pointing", sa.String(length=12), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("experience") as table:
        table.drop_column("pointing")
