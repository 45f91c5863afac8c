"""All tables in one import, for migrations and tests."""

from storage import chats, company, documents, inbox, journal, leave, outbox, people, requests, talks
from storage.base import Base

ALL = (chats, company, documents, inbox, journal, leave, outbox, people, requests, talks)
metadata = Base.metadata
