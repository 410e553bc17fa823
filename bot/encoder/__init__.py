"""One sentence encoder for intents, article search, themes and the second look at danger."""

from bot.encoder.encoder import DIMENSIONS, Encoder, EncoderError, Reading

__all__ = ["DIMENSIONS", "Encoder", "EncoderError", "Reading"]
