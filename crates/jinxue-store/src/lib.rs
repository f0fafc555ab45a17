//! SQL ends here: one store on SQLite and PostgreSQL.
