"""Several processes: lanes, beats, a shared pace, broadcasts, one id from the press to the last letter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "beat",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_beat")),
    )
    op.create_table(
        "lane",
        sa.Column("bot", sa.BigInteger(), nullable=False),
        sa.Column("order_key", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.Uuid(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("puts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bot", "order_key", name=op.f("pk_lane")),
    )
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.create_index("ix_lane_claim", ["due_at"], unique=False)

    op.create_table(
        "pace_window",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slots", postgresql.ARRAY(sa.Float()).with_variant(sa.JSON(), "sqlite"), nullable=False),
        sa.Column("closed_until", sa.Float(), nullable=False),
        sa.Column("looked_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pace_window")),
    )
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("in_doubt", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.Uuid(), nullable=True),
        sa.Column("paged", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("dead", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.Column("trace", sa.String(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["employee.id"], name=op.f("fk_broadcast_author_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_broadcast_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcast_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_broadcast_state", ["state"], unique=False)

    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trace", sa.String(), nullable=True))

    op.create_index("ix_employee_page", "employee", ["company_id", "id"])
    with op.batch_alter_table("house", schema=None) as batch_op:
        batch_op.add_column(sa.Column("upkeep_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("mark", sa.LargeBinary(), nullable=True))
        batch_op.alter_column("update_id", existing_type=sa.BIGINT(), nullable=True)
        batch_op.drop_index("ix_inbox_open")

    op.create_index(
        "ix_inbox_open",
        "inbox",
        ["bot", "order_key", "seq"],
        unique=False,
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("broadcast_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("trace", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index("ix_letter_claim")
        batch_op.create_index("ix_letter_claim", ["kind", "state", "priority", "due_at"], unique=False)
        batch_op.create_index("ix_letter_broadcast", ["broadcast_id", "state", "due_at"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_letter_broadcast_id"), "broadcast", ["broadcast_id"], ["id"])

    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_talk_key"), type_="unique")


def downgrade() -> None:
    op.drop_index("ix_employee_page", "employee")
    op.execute("DELETE FROM letter WHERE broadcast_id IS NOT NULL OR kind = 'broadcast' OR state = 'unsure'")
    op.execute("DELETE FROM inbox WHERE update_id IS NULL")  # given up to another update: handled long ago
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_letter_broadcast_id"), type_="foreignkey")
        batch_op.drop_index("ix_letter_broadcast")
        batch_op.drop_index("ix_letter_claim")
        batch_op.create_index("ix_letter_claim", ["state", "due_at", "priority"], unique=False)
        batch_op.drop_column("put_away_at")
        batch_op.drop_column("trace")
        batch_op.drop_column("broadcast_id")

    with op.batch_alter_table("talk", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_talk_key"), ["key"])

    op.drop_index("ix_inbox_open", "inbox")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.alter_column("update_id", existing_type=sa.BIGINT(), nullable=False)
        batch_op.drop_column("mark")
        batch_op.drop_column("kind")
        batch_op.create_index("ix_inbox_open", ["handled_at", "seq"], unique=False)

    with op.batch_alter_table("house", schema=None) as batch_op:
        batch_op.drop_column("upkeep_at")

    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_column("trace")

    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index("ix_broadcast_state")
        batch_op.drop_index(batch_op.f("ix_broadcast_company_id"))

    op.drop_table("broadcast")
    op.drop_table("pace_window")
    with op.batch_alter_table("lane", schema=None) as batch_op:
        batch_op.drop_index("ix_lane_claim")

    op.drop_table("lane")
    op.drop_table("beat")
