"""All tables in one import, for migrations and tests."""

from storage import (
    broadcasts,
    certificates,
    chats,
    company,
    documents,
    inbox,
    joining,
    journal,
    journal_tree,
    leave,
    outbox,
    people,
    processes,
    requests,
    signatures,
    talks,
)
from storage.base import Base

ALL = (
    *(
        broadcasts,
        certificates,
        chats,
        company,
        documents,
        inbox,
        joining,
        journal,
        journal_tree,
        leave,
        outbox,
        people,
        processes,
    ),
    *(requests, signatures, talks),
)
metadata = Base.metadata
