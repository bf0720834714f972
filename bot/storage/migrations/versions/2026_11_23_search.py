"""an index of the words of requests, and one of their history by time"""

from alembic import op

revision = '2026_11_23_search'
down_revision = '2026_11_22_remarks'

# Kept apart from the requests' own rowids, which VACUUM may change. A row is found by its number, in the index.
SQLITE = (
    "CREATE VIRTUAL TABLE request_search USING fts5(reference UNINDEXED, number, words, detail=column, columnsize=0)",
    """
    CREATE TRIGGER request_search_insert AFTER INSERT ON service_requests BEGIN
        INSERT INTO request_search (reference, number, words)
        VALUES (new.reference, replace(new.reference, '-', ''), new.search_text);
    END
    """,
    """
    CREATE TRIGGER request_search_update AFTER UPDATE OF search_text ON service_requests
    WHEN old.search_text <> new.search_text BEGIN
        UPDATE request_search SET words = new.search_text WHERE rowid = (
            SELECT rowid FROM request_search
            WHERE request_search MATCH 'number : "' || replace(new.reference, '-', '') || '"'
        );
    END
    """,
    """
    CREATE TRIGGER request_search_delete AFTER DELETE ON service_requests BEGIN
        DELETE FROM request_search WHERE rowid = (
            SELECT rowid FROM request_search
            WHERE request_search MATCH 'number : "' || replace(old.reference, '-', '') || '"'
        );
    END
    """,
    """
    INSERT INTO request_search (reference, number, words)
    SELECT reference, replace(reference, '-', ''), search_text FROM service_requests ORDER BY requested_at, reference
    """,
)
POSTGRESQL = (
    "ALTER TABLE service_requests ADD COLUMN search_words tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
    "CREATE INDEX ix_service_requests_search_words ON service_requests USING gin (search_words)",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in SQLITE if connection.dialect.name == 'sqlite' else POSTGRESQL:
        connection.exec_driver_sql(statement)
    op.create_index(op.f('ix_request_history_at_id'), 'request_history', ['at', 'id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_request_history_at_id'), table_name='request_history')
    if op.get_bind().dialect.name == 'sqlite':
        for event in ('insert', 'update', 'delete'):
            op.execute(f'DROP TRIGGER request_search_{event}')
        op.execute('DROP TABLE request_search')
    else:
        op.drop_column('service_requests', 'search_words')
