"""Certificates of signatures: made under a PIN in the chat, confirmed by HR, taken back by whoever must."""
