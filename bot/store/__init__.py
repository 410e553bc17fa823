"""Tables, sessions, migrations, and the few ways in which processes meet: locks, wake-ups, the audit trail."""
