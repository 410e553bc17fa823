"""What edits and unsends call a message, where the key of its delivery is another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "texts_message_id"
down_revision = "keeping_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbound") as table:
        table.add_column(sa.Column("message_id", sa.String(255), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("inbound") as table:
        table.drop_column("message_id")
