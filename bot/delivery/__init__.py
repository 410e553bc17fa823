"""The way out: claims replies in order, renders them for the channel, sends, retries, and follows what becomes of them."""
