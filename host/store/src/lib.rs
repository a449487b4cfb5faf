//! Keeps needs, prototypes, runs and evidence in a database.
