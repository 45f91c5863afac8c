"""All tables in one import, for migrations and tests."""

from storage import (
    broadcasts,
    chats,
    company,
    documents,
    inbox,
    journal,
    leave,
    outbox,
    people,
    processes,
    requests,
    talks,
)
from storage.base import Base

ALL = (broadcasts, chats, company, documents, inbox, journal, leave, outbox, people, processes, requests, talks)
metadata = Base.metadata
