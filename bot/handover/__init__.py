"""Who has a conversation: the assistant, a person who waits for staff, or staff; and the promise made meanwhile."""
