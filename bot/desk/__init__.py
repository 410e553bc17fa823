"""The desk: the web app in which staff see who waits, read, answer and hand back."""
