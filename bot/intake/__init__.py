"""The front door: webhooks and web chat. What comes through is verified, stored and acknowledged; nothing is thought."""
