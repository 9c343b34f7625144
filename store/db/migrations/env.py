"""Runs the migrations on the connection that `store.db.engine.migrate` opened."""

from alembic import context

from store.db import models

models.import_all()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=models.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction holds all of it
    include_name=lambda name, kind, _: not (kind == "table" and (name or "").startswith("search")),
)
context.run_migrations()
