"""One sentence encoder for intents, article search and themes."""

from bot.encoder.encoder import DIMENSIONS, Encoder, EncoderError

__all__ = ["DIMENSIONS", "Encoder", "EncoderError"]
