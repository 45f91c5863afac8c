"""Tables as dataclasses, their queries, and the two column habits of the house: sealed values and blind indexes.

This floor knows nothing of Telegram, of permissions or of wording: it keeps rows, and keeps secrets in rows unreadable.
"""
