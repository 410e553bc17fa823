"""Retention, legal holds, data requests, notices shown; indexes for erasing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.tables

revision = 'keeping_retention'
down_revision = 'experience_details'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('vault_secret',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('key_id', sa.String(length=16), nullable=False),
    sa.Column('nonce', sa.LargeBinary(length=12), nullable=False),
    sa.Column('ciphertext', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('legal_hold',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject', sa.String(length=16), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('placed_by', sa.String(length=24), nullable=False),
    sa.Column('placed_at', bot.store.tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('released_by', sa.String(length=24), nullable=True),
    sa.Column('released_at', bot.store.tables.UtcDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('legal_hold', schema=None) as batch_op:
        batch_op.create_index('ix_legal_hold_subject', ['subject', 'subject_id'], unique=False)

    op.create_table('retention_batch',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', bot.store.tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('retention_class', sa.String(length=32), nullable=False),
    sa.Column('cut_off', bot.store.tables.UtcDateTime(timezone=True), nullable=True),
    sa.Column('erased', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('retention_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_retention_batch_retention_class'), ['retention_class'], unique=False)

    op.create_table('suppression',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('opted_out_at', bot.store.tables.UtcDateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('channel', 'account', 'address_hash')
    )
    op.create_table('tally',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('measure', sa.String(length=24), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('label', sa.String(length=64), nullable=False),
    sa.Column('topic', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('tally', schema=None) as batch_op:
        batch_op.create_index('ix_tally_measure', ['measure', 'day'], unique=False)

    op.create_table('data_request',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('opened_by', sa.String(length=24), nullable=False),
    sa.Column('opened_at', bot.store.tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('due_at', bot.store.tables.UtcDateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', bot.store.tables.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_at', bot.store.tables.UtcDateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('outcome', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['closed_by_id'], ['staff.id'], initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('reference')
    )
    with op.batch_alter_table('data_request', schema=None) as batch_op:
        batch_op.create_index('ix_data_request_closed', ['closed_at', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_data_request_conversation_id'), ['conversation_id'], unique=False)

    op.create_table('notice_shown',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contact_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('conversation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('version', sa.String(length=16), nullable=False),
    sa.Column('form', sa.String(length=8), nullable=False),
    sa.Column('words_hash', sa.String(length=32), nullable=False),
    sa.Column('at', bot.store.tables.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('notice_shown', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_shown_contact_id'), ['contact_id'], unique=False)

    with op.batch_alter_table('consent_grant', schema=None) as batch_op:
        batch_op.add_column(sa.Column('by', sa.String(length=24), server_default='person', nullable=False))

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contact_address_sealed_id'), ['address_sealed_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_name_sealed_id'), ['name_sealed_id'], unique=False)

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('under_13_at', bot.store.tables.UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table('experience', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_experience_contact_sealed_id'), ['contact_sealed_id'], unique=False)

    with op.batch_alter_table('inbound', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbound_text_sealed_id'), ['text_sealed_id'], unique=False)

    with op.batch_alter_table('moderation_action', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_moderation_action_body_sealed_id'), ['body_sealed_id'], unique=False)

    with op.batch_alter_table('outbound', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbound_body_sealed_id'), ['body_sealed_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbound_inbound_id'), ['inbound_id'], unique=False)

    with op.batch_alter_table('public_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_public_item_author_sealed_id'), ['author_sealed_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_public_item_text_sealed_id'), ['text_sealed_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('public_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_public_item_text_sealed_id'))
        batch_op.drop_index(batch_op.f('ix_public_item_author_sealed_id'))

    with op.batch_alter_table('outbound', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbound_inbound_id'))
        batch_op.drop_index(batch_op.f('ix_outbound_body_sealed_id'))

    with op.batch_alter_table('moderation_action', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_moderation_action_body_sealed_id'))

    with op.batch_alter_table('inbound', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inbound_text_sealed_id'))

    with op.batch_alter_table('experience', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_experience_contact_sealed_id'))

    with op.batch_alter_table('conversation', schema=None) as batch_op:
        batch_op.drop_column('under_13_at')

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_name_sealed_id'))
        batch_op.drop_index(batch_op.f('ix_contact_address_sealed_id'))

    with op.batch_alter_table('consent_grant', schema=None) as batch_op:
        batch_op.drop_column('by')

    with op.batch_alter_table('notice_shown', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_shown_contact_id'))

    op.drop_table('notice_shown')
    with op.batch_alter_table('data_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_data_request_conversation_id'))
        batch_op.drop_index('ix_data_request_closed')

    op.drop_table('data_request')
    with op.batch_alter_table('tally', schema=None) as batch_op:
        batch_op.drop_index('ix_tally_measure')

    op.drop_table('tally')
    op.drop_table('suppression')
    with op.batch_alter_table('retention_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_retention_batch_retention_class'))

    op.drop_table('retention_batch')
    with op.batch_alter_table('legal_hold', schema=None) as batch_op:
        batch_op.drop_index('ix_legal_hold_subject')

    op.drop_table('legal_hold')
    op.drop_table('vault_secret')
