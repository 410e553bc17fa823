"""How long each class of record is kept, what is held back by law, and how the rest goes."""
