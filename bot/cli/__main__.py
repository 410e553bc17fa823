"""``python -m bot.cli``: the same as ``quietword``."""

from bot.cli import main

main()
