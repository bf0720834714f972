"""The tables, in SQLAlchemy Core. Times are UTC, JSON columns hold plain objects."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator):  # type: ignore[misc]
    """An aware datetime, stored as naive UTC so that SQLite and PostgreSQL agree."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a zone")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=timezone.utc)


def _conversation_reference(**options: Any) -> sa.Column[str]:
    return sa.Column("conversation_id", sa.String(64), sa.ForeignKey("conversations.id"), **options)


def _only(condition: str) -> dict[str, Any]:
    """For an index of some rows only."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("owner", sa.String(16), nullable=False),
    sa.Column("turns", sa.Integer, nullable=False),
    sa.Column("agent", sa.String(64)),
    sa.Column("waiting_since", UtcDateTime),
    sa.Column("reason", sa.Text),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Index(None, "owner", "waiting_since"),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _conversation_reference(nullable=False),
    sa.Column("key", sa.String(128), nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("conversation_id", "key"),
    sa.Index(None, "state", "conversation_id", "id"),
    sqlite_autoincrement=True,
)

outgoing = sa.Table(
    "outgoing",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _conversation_reference(nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("author", sa.String(80), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("buttons", sa.JSON, nullable=False),
    sa.Column("link", sa.Text),
    sa.Column("image", sa.Text),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", UtcDateTime, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index(None, "conversation_id", "id"),
    sa.Index(None, "state", "next_at"),
    sqlite_autoincrement=True,
)

tracker_events = sa.Table(
    "tracker_events",
    metadata,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("event", sa.Text, nullable=False),
)

service_requests = sa.Table(
    "service_requests",
    metadata,
    sa.Column("reference", sa.String(16), primary_key=True),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("service_code", sa.String(64), nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("address", sa.Text),
    sa.Column("place_note", sa.Text),
    sa.Column("latitude", sa.Float),
    sa.Column("longitude", sa.Float),
    sa.Column("inside", sa.Boolean),
    sa.Column("attributes", sa.JSON, nullable=False),
    sa.Column("media", sa.JSON, nullable=False),
    sa.Column("channel", sa.String(16), nullable=False),
    sa.Column("contact", sa.JSON),
    sa.Column("duplicate_of", sa.String(16)),
    sa.Column("agency", sa.String(64), nullable=False),
    sa.Column("requested_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Column("expected_at", UtcDateTime),
    sa.Column("closed_at", UtcDateTime),
    # What the desk's search looks through: folded words, no more than the request itself holds. Migrations give
    # it an index of words, which SQLAlchemy cannot describe (bot.requests.search_words reads it).
    sa.Column("search_text", sa.Text, nullable=False, server_default=""),
    sa.Index(None, "status", "requested_at", "reference"),
    sa.Index(None, "requested_at", "reference"),
    sa.Index("ix_service_requests_open", "requested_at", "reference", **_only("closed_at IS NULL")),
    sa.Index("ix_service_requests_closed", "requested_at", "reference", **_only("closed_at IS NOT NULL")),
    sa.Index(None, "updated_at"),
    sa.Index(None, "duplicate_of"),
    sa.Index(None, "service_code", "latitude", "longitude"),
)

request_history = sa.Table(
    "request_history",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "reference",
        sa.String(16),
        sa.ForeignKey("service_requests.reference"),
        nullable=False,
        index=True,
    ),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("by", sa.String(80), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    # Whose words and photos these are, for a resident's own page and for erasure; never published.
    sa.Column("conversation_id", sa.String(64), index=True),
    sa.Column("media", sa.JSON),
    sa.Index(None, "at", "id"),
)

voices = sa.Table(
    "voices",
    metadata,
    sa.Column(
        "reference",
        sa.String(16),
        sa.ForeignKey("service_requests.reference"),
        primary_key=True,
    ),
    _conversation_reference(primary_key=True, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

satisfaction = sa.Table(
    "satisfaction",
    metadata,
    sa.Column("reference", sa.String(16), sa.ForeignKey("service_requests.reference"), primary_key=True),
    _conversation_reference(primary_key=True),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("rating", sa.Integer),
    sa.Column("words", sa.Text),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column(
        "reference",
        sa.String(16),
        sa.ForeignKey("service_requests.reference"),
        nullable=False,
        index=True,
    ),
    sa.Column("kind", sa.String(16), nullable=False, server_default="request"),
    sa.Column("content", sa.JSON),
    sa.Column("department", sa.String(64), nullable=False),
    sa.Column("destination", sa.String(40), nullable=False),
    sa.Column("instead_of", sa.String(40)),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_at", UtcDateTime, nullable=False),
    sa.Column("leased_until", UtcDateTime),
    sa.Column("uncertain", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("token", sa.Text),
    sa.Column("external_id", sa.Text),
    sa.Column("last_error", sa.Text),
    sa.Column("created_at", UtcDateTime),
    sa.Index(None, "state", "next_at"),
)

breakers = sa.Table(
    "breakers",
    metadata,
    sa.Column("destination", sa.String(40), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("open_until", UtcDateTime),
)

received_updates = sa.Table(
    "received_updates",
    metadata,
    sa.Column("destination", sa.String(40), primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("sent_at", UtcDateTime, nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
)

remarks = sa.Table(
    "remarks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _conversation_reference(nullable=True, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

users = sa.Table(
    "users",
    metadata,
    sa.Column("login", sa.String(64), primary_key=True),
    sa.Column("first_name", sa.String(64), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("login", sa.String(64), sa.ForeignKey("users.login"), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("last_seen_at", UtcDateTime, nullable=False),
)

api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("department", sa.String(64)),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

kept_values = sa.Table(
    "kept_values",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
