"""What the information service has for a question that somebody asked in public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "comment_answers"
down_revision = "pages_at_the_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("moderation_case") as table:
        table.add_column(sa.Column("outcome", sa.String(24), nullable=True))
        table.add_column(sa.Column("article_slug", sa.String(80), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("moderation_case") as table:
        table.drop_column("article_slug")
        table.drop_column("outcome")
