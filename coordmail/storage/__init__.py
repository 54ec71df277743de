"""The record in SQLite: schema, queries, outbox. Knows neither mail nor text."""
