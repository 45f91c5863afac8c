"""Alembic's folder: env, template and the steps. Entered by storage/migrate, or by `make revision`."""
