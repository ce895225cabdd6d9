"""How the tables came to be: Alembic's folder, and the scripts that make them at once."""
