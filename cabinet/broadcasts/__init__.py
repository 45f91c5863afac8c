"""Broadcasts: one text of an administrator to everybody of his company who has a chat."""
