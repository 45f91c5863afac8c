"""Electronic signatures: what waits for one, what is signed with one PIN, and what becomes of it."""
