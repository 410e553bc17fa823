"""What is on, what people can join in, and what changed: dated, from checked sources, gone by itself when it is over."""
