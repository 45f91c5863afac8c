"""Electronic documents: who joins, roots, certificates, revocation lists, signatures, sets signed with one PIN."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "introduction",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("act_name", sa.String(), nullable=False),
        sa.Column("act_number", sa.String(), nullable=False),
        sa.Column("act_date", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("crl_url", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("ogrn", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("heads_to", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_introduction_company_id")),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_introduction")),
    )
    op.create_table(
        "root",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.Column("key_record", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_root_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_root")),
    )
    with op.batch_alter_table("root", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_root_company_id"), ["company_id"], unique=False)
        batch_op.create_index(
            "uq_root_open",
            ["company_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "revocation_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["root_id"], ["root.id"], name=op.f("fk_revocation_list_root_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation_list")),
        sa.UniqueConstraint("root_id", "number", name=op.f("uq_revocation_list_root_id_number")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("key_record", sa.LargeBinary(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("busy_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.Integer(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_certificate_company_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["employee.id"], name=op.f("fk_certificate_confirmed_by")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_certificate_employee_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["certificate.id"], name=op.f("fk_certificate_follows_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["employee.id"], name=op.f("fk_certificate_revoked_by")),
        sa.ForeignKeyConstraint(["root_id"], ["root.id"], name=op.f("fk_certificate_root_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_certificate_fingerprint")),
        sa.UniqueConstraint("root_id", "serial", name=op.f("uq_certificate_root_id_serial")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_employee_id"), ["employee_id"], unique=False)
        batch_op.create_index("ix_certificate_ends", ["state", "ends"], unique=False)
        batch_op.create_index(
            "uq_certificate_open",
            ["employee_id", "state"],
            unique=True,
            sqlite_where=sa.text("state != 'revoked'"),
            postgresql_where=sa.text("state != 'revoked'"),
        )

    op.create_table(
        "joining",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_by", sa.String(length=32), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by", sa.String(length=32), nullable=True),
        sa.Column("agreement", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_joining_company_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_joining_employee_id")),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("pk_joining")),
    )
    with op.batch_alter_table("joining", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joining_company_id"), ["company_id"], unique=False)

    op.create_table(
        "sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_sheet_employee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_employee_id"), ["employee_id"], unique=False)

    op.create_table(
        "sheet_line",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_sheet_line_document_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_sheet_line_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "place", name=op.f("pk_sheet_line")),
    )
    op.create_table(
        "signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("der", sa.LargeBinary(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=True),
        sa.Column("stamp_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stamp_attempts", sa.Integer(), nullable=False),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stamped_der", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_signature_certificate_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_signature_company_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_signature_document_id")),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_signature_employee_id")),
        sa.ForeignKeyConstraint(["list_id"], ["revocation_list.id"], name=op.f("fk_signature_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("document_id", "employee_id", name=op.f("uq_signature_document_id_employee_id")),
        sa.UniqueConstraint("document_id", "place", name=op.f("uq_signature_document_id_place")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_employee_id"), ["employee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_stamp_due_at"), ["stamp_due_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signature_stamp_due_at"))
        batch_op.drop_index(batch_op.f("ix_signature_employee_id"))
        batch_op.drop_index(batch_op.f("ix_signature_company_id"))

    op.drop_table("signature")
    op.drop_table("sheet_line")
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_employee_id"))

    op.drop_table("sheet")
    with op.batch_alter_table("joining", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joining_company_id"))

    op.drop_table("joining")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_open",
            sqlite_where=sa.text("state != 'revoked'"),
            postgresql_where=sa.text("state != 'revoked'"),
        )
        batch_op.drop_index("ix_certificate_ends")
        batch_op.drop_index(batch_op.f("ix_certificate_employee_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_company_id"))

    op.drop_table("certificate")
    op.drop_table("revocation_list")
    with op.batch_alter_table("root", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_root_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_root_company_id"))

    op.drop_table("root")
    op.drop_table("introduction")
