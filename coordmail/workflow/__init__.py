"""What each mail and each passing hour means: functions of (what was understood, the store, now)."""
