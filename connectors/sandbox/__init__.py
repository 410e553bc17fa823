"""Stand-ins for Meta's Graph API, Twilio's API and Telegram's Bot API, and the invented people who use them.

Development and tests only: ``app.create`` refuses to run in production.
"""
