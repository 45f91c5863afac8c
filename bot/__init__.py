"""The process: how it is set, wired, started and stopped."""
