"""Candidates' answers come to be shown in batches, which stay as they are."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SIZE = 3


def upgrade() -> None:
    op.add_column("survey_answers", sa.Column("batch", sa.String(64), nullable=True))
    answers = sa.table(
        "survey_answers",
        *(sa.column(name) for name in ("pad_id", "admission_id", "number", "batch")),
    )
    of = (answers.c.pad_id, answers.c.admission_id)
    rows = op.get_bind().execute(sa.select(*of).order_by(answers.c.number, of[1])).all()
    for first in range(0, len(rows) - len(rows) % _SIZE, _SIZE):
        batch = secrets.token_hex(16)
        for row in rows[first : first + _SIZE]:
            which = (of[0] == row.pad_id, of[1] == row.admission_id)
            op.get_bind().execute(sa.update(answers).where(*which).values(batch=batch))
    op.drop_column("survey_answers", "number")


def downgrade() -> None:
    op.add_column(
        "survey_answers", sa.Column("number", sa.Integer(), nullable=False, server_default="0")
    )
    op.drop_column("survey_answers", "batch")
