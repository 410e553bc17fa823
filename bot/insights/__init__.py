"""What the organisation can learn from counts, never from a person."""
