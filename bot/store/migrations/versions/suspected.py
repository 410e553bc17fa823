"""What the door only suspects of a message, until the second look has been taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "suspected"
down_revision = "comment_answers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbound") as table:
        table.add_column(sa.Column("suspected", sa.String(32), nullable=True))
        table.add_column(sa.Column("suspected_sign", sa.String(64), nullable=True))
        table.add_column(sa.Column("suspected_chance", sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("inbound") as table:
        table.drop_column("suspected_chance")
        table.drop_column("suspected_sign")
        table.drop_column("suspected")
