"""The archive keeps records: one schema on SQLite or PostgreSQL, thin rows for search, nothing overwritten. Only this package speaks SQL."""
