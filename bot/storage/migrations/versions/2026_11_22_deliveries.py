"""deliveries that may have arrived, their tokens, and updates received"""

import sqlalchemy as sa
from alembic import op

revision = '2026_11_22_deliveries'
down_revision = '2026_11_22_voices'


def upgrade() -> None:
    op.add_column('deliveries', sa.Column('instead_of', sa.String(length=40), nullable=True))
    op.add_column('deliveries', sa.Column('uncertain', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('deliveries', sa.Column('token', sa.Text(), nullable=True))
    if op.get_bind().dialect.name == 'postgresql':  # SQLite keeps no length
        op.alter_column('deliveries', 'destination', type_=sa.String(length=40))
    op.create_table('received_updates',
    sa.Column('destination', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('destination', 'key', name=op.f('pk_received_updates'))
    )


def downgrade() -> None:
    op.drop_table('received_updates')
    op.drop_column('deliveries', 'token')
    op.drop_column('deliveries', 'uncertain')
    op.drop_column('deliveries', 'instead_of')
