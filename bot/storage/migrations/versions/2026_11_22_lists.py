"""lists of requests read from indexes"""

import sqlalchemy as sa
from alembic import op

revision = '2026_11_22_lists'
down_revision = '2026_11_22_api_keys'
PARTS = {'ix_service_requests_open': 'closed_at IS NULL', 'ix_service_requests_closed': 'closed_at IS NOT NULL'}


def upgrade() -> None:
    op.add_column('service_requests', sa.Column('search_text', sa.Text(), server_default='', nullable=False))
    op.execute(
        "UPDATE service_requests SET search_text = lower(reference || ' ' || replace(reference, '-', '') || ' '"
        " || description || ' ' || coalesce(address, '') || ' ' || coalesce(place_note, '') || ' ' || agency)"
    )
    op.drop_index(op.f('ix_service_requests_status_requested_at'), table_name='service_requests')
    op.drop_index(op.f('ix_service_requests_requested_at'), table_name='service_requests')
    op.create_index(op.f('ix_service_requests_status_requested_at_reference'), 'service_requests', ['status', 'requested_at', 'reference'])
    op.create_index(op.f('ix_service_requests_requested_at_reference'), 'service_requests', ['requested_at', 'reference'])
    for name, condition in PARTS.items():
        where = sa.text(condition)
        op.create_index(name, 'service_requests', ['requested_at', 'reference'], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in PARTS:
        op.drop_index(name, table_name='service_requests')
    op.drop_index(op.f('ix_service_requests_requested_at_reference'), table_name='service_requests')
    op.drop_index(op.f('ix_service_requests_status_requested_at_reference'), table_name='service_requests')
    op.create_index(op.f('ix_service_requests_requested_at'), 'service_requests', ['requested_at'])
    op.create_index(op.f('ix_service_requests_status_requested_at'), 'service_requests', ['status', 'requested_at'])
    op.drop_column('service_requests', 'search_text')
