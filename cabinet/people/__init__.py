"""People: who somebody is, which chat is his, and what opens it."""
