"""The recipe of the names model: lists, invented messages, training."""
