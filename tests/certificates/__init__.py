"""Certificates, PINs and what they sign."""
