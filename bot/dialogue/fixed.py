"""The few words the worker says without asking Rasa, because there is nothing for Rasa to understand."""

from __future__ import annotations

from bot.messages import Button, Reply

PERSON = Button("Speak to a person", "/speak_to_person")
ASK = Button("Ask a question", "/ask_information")
SHARE = Button("Share an experience", "/share_experience")

ONLY_ATTACHMENT = Reply(
    "Thank you. I cannot open pictures, voice notes or files. Please tell me in words what you would like, or ask to speak to a person.",
    (ASK, SHARE, PERSON),
)
NOTHING_READABLE = Reply("I could not read any words in that message. Please try again, or ask to speak to a person.", (ASK, SHARE, PERSON))
BUTTON_TOO_OLD = Reply("That button is out of date. What would you like to do?", (ASK, SHARE, PERSON))
NOT_UNDERSTOOD = Reply("Sorry, I did not understand that. You can put it another way, or speak to a person.", (ASK, SHARE, PERSON))
TURN_FAILED = Reply(
    "Sorry, something went wrong on our side. Your message is safe. I have asked a person to look at it.",
    (PERSON,),
)
READ_TO_THE_END = Reply("That was all of my message. What would you like to do?", (ASK, SHARE, PERSON))
TOO_LONG_AGO = Reply("That message was some time ago. Please ask me again, or choose.", (ASK, SHARE, PERSON))
