"""The world outside: each file implements a port of cabinet/ports."""
