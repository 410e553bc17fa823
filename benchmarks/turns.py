"""The 500 turns: 50 invented people with ten messages each, the same for every system and every run."""

from __future__ import annotations

import random
from itertools import cycle, islice

PEOPLE = 50
TURNS = 10
SEED = 500

GREETINGS = (
    "Hello",
    "hi there",
    "Good morning",
    "Good afternoon, I hope you are well",
    "hiya",
    "hello, is this Healthwatch?",
    "hey",
    "Hi, good evening",
)
QUESTIONS = (
    "How do I find a dentist who takes NHS patients?",
    "is there a dentist in Huntingdon with places for nhs patients",
    "I chipped a tooth last night, where can I be seen quickly?",
    "what does it cost to have a tooth out on the nhs",
    "I just moved to Ely, how do I join a GP surgery?",
    "can a surgery turn me away because I have no proof of address",
    "am I allowed to change my doctor's surgery",
    "how do I get an appointment with my gp, the phone is always busy",
    "Can I ask to see a woman doctor?",
    "What is the Patient Advice and Liaison Service?",
    "how can i contact PALS at Addenbrooke's",
    "i cannot log in to the NHS app",
    "Can I order my medicines with the NHS App?",
    "how long will I wait to see a specialist",
    "do I have a choice of hospital for my operation",
    "How do I find out where I am on the waiting list for my knee?",
    "What help can my mother get when she is sent home from hospital?",
    "the hospital wants to discharge my dad, who plans his care at home",
    "I need transport to the hospital, I cannot use the bus",
    "who can have patient transport",
    "can I get my petrol money back for going to hospital",
    "how do I reorder my repeat prescription",
    "my tablets have run out and the surgery is closed",
    "What can the pharmacist treat without a doctor?",
    "does the chemist give antibiotics for a sore throat",
    "When should I use 111?",
    "can deaf people use 111",
    "how do I refer myself for talking therapies",
    "where can I get support with anxiety",
    "How can my aunt get an assessment from social care?",
    "who pays for a place in a care home",
    "my gran needs rails in her bathroom, who do we ask",
    "I look after my husband, is there any support for me as a carer?",
    "how do i get a carers assessment",
    "what is NHS continuing healthcare",
    "How do I get a copy of my health records?",
    "is there a fee for seeing my medical notes",
    "can I have a Polish interpreter at my appointment",
    "my brother needs letters in easy read",
    "how do I get somebody to speak up for me, like an advocate",
    "how long do I have to make a complaint about a hospital",
    "How do I complain about my mum's home care?",
    "what does Healthwatch do",
    "are you part of the council",
    "when is your office open",
    "who sees what I write here",
    "do I get free prescriptions when I am pregnant",
    "am i entitled to help with glasses",
)
PERSONAL = (
    "I am Priya Sharma, how do I register with a doctor near PE1 1AA?",
    "my number is 07700 900142, how do I find a dentist",
    "My NHS number is 999 123 4560, how do I see my records?",
    "i live at 14 Mill Lane, Ely CB7 4AB, which council does social care here",
    "you can write to sam.okafor@example.org, how do i book patient transport",
    "This is Tom Baker, born 3 May 1951, how do I get a hearing test letter in large print?",
    "my mum Jean Harris needs help at home, her phone is 01632 960188, who do we ask",
    "hi its danuta kowalska, 07700 900377, can i have an interpreter",
    "My dad George Ellis, NHS 9991234560, is being sent home from hospital, what help is there?",
    "how do I claim travel costs, my postcode is PE29 3AB",
)
OTHERS = (
    "are you a real person?",
    "am I talking to a robot",
    "can I volunteer for you",
    "what events do you have next month",
    "what data do you hold about me",
    "can I speak to a person please",
    "what is the weather like tomorrow",
    "I want to make a complaint",
)
THANKS = ("thank you", "Thanks, that helps", "ok thanks", "cheers", "Thank you very much", "great, thank you", "ta")
GOODBYES = ("bye", "Goodbye", "bye for now", "see you later", "take care, bye")


def script() -> list[list[str]]:
    """What each of the people says, in order: a greeting, questions, details, thanks in between, and a goodbye."""
    chance = random.Random(SEED)

    def endless(words: tuple[str, ...]):  # type: ignore[no-untyped-def]
        return cycle(chance.sample(words, len(words)))

    greeting, question, personal, other, thanks, goodbye = map(endless, (GREETINGS, QUESTIONS, PERSONAL, OTHERS, THANKS, GOODBYES))
    return [
        [
            next(greeting),
            *islice(question, 2),
            next(personal),
            next(thanks),
            *islice(question, 2),
            next(other),
            next(question),
            next(goodbye),
        ]
        for _ in range(PEOPLE)
    ]
