"""The channels as a whole: how we introduce ourselves on each, whether each is in order, and a watch for silence."""
