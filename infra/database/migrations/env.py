"""What Alembic runs to migrate: on the connection that it is given, in its transaction."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)  # the caller's transaction holds all of it
context.run_migrations()
