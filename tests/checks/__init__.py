"""Checking what people bring."""
