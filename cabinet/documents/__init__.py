"""Documents: immutable bytes with a hash, and the files that people add."""
