"""The business: rooms by noun. It knows nothing of Telegram."""
