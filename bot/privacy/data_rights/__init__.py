"""People's rights over their own data: what they ask for, whom it is about, what is held, and its export or erasure."""
