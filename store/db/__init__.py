"""The database: tables, engine, migrations, search, backup."""
