"""breakers that several processes share, and the age of deliveries"""

import sqlalchemy as sa
from alembic import op

revision = '2026_11_23_breakers'
down_revision = '2026_11_23_search'


def upgrade() -> None:
    op.create_table('breakers',
    sa.Column('destination', sa.String(length=40), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('open_until', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('destination', name=op.f('pk_breakers'))
    )
    op.add_column('deliveries', sa.Column('created_at', sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column('deliveries', 'created_at')
    op.drop_table('breakers')
