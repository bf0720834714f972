"""remarks"""

import sqlalchemy as sa
from alembic import op

revision = '2026_11_22_remarks'
down_revision = '2026_11_22_lists'


def upgrade() -> None:
    op.create_table('remarks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conversation_id', sa.String(length=64), nullable=True),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_remarks_conversation_id_conversations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remarks'))
    )
    op.create_index(op.f('ix_remarks_conversation_id'), 'remarks', ['conversation_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_remarks_conversation_id'), table_name='remarks')
    op.drop_table('remarks')
