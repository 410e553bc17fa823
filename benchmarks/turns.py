"""The 500 turns: 50 invented people with ten messages each, the same for every system and every run.

Questions and messages with personal details are all different, as people's are: what a system remembers of one helps it
little with the next. Greetings, thanks and goodbyes repeat, as people's do.
"""

from __future__ import annotations

PEOPLE = 50
TURNS = 10

GREETINGS = ("Hello", "hi there", "Good morning", "Good afternoon, I hope you are well", "hiya", "hey", "Hi, good evening")
THANKS = ("thank you", "Thanks, that helps", "ok thanks", "cheers", "Thank you very much", "great, thank you", "ta")
GOODBYES = ("bye", "Goodbye", "bye for now", "see you later", "take care, bye")
LEADS = (
    "",
    "Hi again, ",
    "can you tell me please, ",
    "Sorry to trouble you but ",
    "quick question: ",
    "Another thing. ",
    "ok so ",
    "I wonder, ",
    "also ",
)
WHO = ("mum", "dad", "wife", "husband", "gran", "brother", "aunt", "neighbour", "partner", "uncle", "sister")
TOWNS = (
    "Ely",
    "Wisbech",
    "March",
    "Huntingdon",
    "St Neots",
    "Soham",
    "Whittlesey",
    "Ramsey",
    "Chatteris",
    "Cambridge",
    "Peterborough",
    "Royston",
)
QUESTIONS = (
    "how do I find a dentist in {town} who takes NHS patients?",
    "is there a dentist near {town} with places for nhs patients",
    "I chipped a tooth last night, where in {town} can I be seen quickly?",
    "what does it cost to have a tooth out on the nhs",
    "I just moved to {town}, how do I join a GP surgery?",
    "can a surgery in {town} turn me away because I have no proof of address",
    "am I allowed to change my doctor's surgery",
    "how does my {who} get an appointment with the gp, the phone is always busy",
    "can my {who} ask to see a woman doctor?",
    "what is the Patient Advice and Liaison Service?",
    "how can i contact PALS at Addenbrooke's about my {who}",
    "my {who} cannot log in to the NHS app",
    "can I order medicines for my {who} with the NHS App?",
    "how long will my {who} wait to see a specialist",
    "do I have a choice of hospital for my operation",
    "how do I find out where my {who} is on the waiting list for a new knee?",
    "what help can my {who} get when leaving hospital?",
    "the hospital wants to discharge my {who}, who plans the care at home",
    "my {who} needs transport to the hospital and cannot use the bus from {town}",
    "who can have patient transport from {town}",
    "can I get my petrol money back for driving my {who} to hospital",
    "how do I reorder a repeat prescription for my {who}",
    "my tablets have run out and the surgery in {town} is closed",
    "what can the pharmacist in {town} treat without a doctor?",
    "does the chemist give antibiotics for a sore throat",
    "when should my {who} use 111?",
    "can deaf people like my {who} use 111",
    "how does my {who} get talking therapies",
    "where in {town} can I get support with anxiety",
    "how can my {who} get an assessment from social care?",
    "who pays for a place in a care home in {town}",
    "my {who} needs rails in the bathroom, who do we ask",
    "I look after my {who}, is there any support for me as a carer?",
    "how do i get a carers assessment in {town}",
    "what is NHS continuing healthcare, could my {who} have it",
    "how do I get a copy of my {who}'s health records?",
    "is there a fee for seeing my medical notes",
    "can my {who} have a Polish interpreter at an appointment",
    "my {who} needs letters in easy read",
    "how do I get somebody to speak up for my {who}, like an advocate",
    "how long do I have to make a complaint about a hospital",
    "how do I complain about the home care of my {who}?",
    "what does Healthwatch do in {town}",
    "are you part of the council",
    "when is your office open",
    "who sees what I write here about my {who}",
    "does my {who} get free prescriptions",
    "is my {who} entitled to help with glasses",
    "which council looks after social care in {town}",
    "how does my {who} get a flu jab in {town}",
)
PERSONAL = (
    "I am {name}, how do I register with a doctor near {postcode}?",
    "my number is {mobile}, how do I find a dentist in {town}",
    "My NHS number is {nhs}, how do I see my records?",
    "i live at {house} Mill Lane, {town} {postcode}, which council does social care here",
    "you can write to {email}, how do i book patient transport",
    "This is {name}, born {day} May 1951, how do I get letters in large print?",
    "my {who} {name} needs help at home, the phone is {landline}, who do we ask",
    "hi its {name}, {mobile}, can i have an interpreter",
    "My {who} {name}, NHS {nhs}, is being sent home from hospital, what help is there?",
    "how do I claim travel costs, my postcode is {postcode}",
)
FIRST = ("Priya", "Tom", "Jean", "Danuta", "George", "Amara", "Sam", "Lina", "Owen", "Farah", "Ruth", "Marek", "Joyce")
LAST = ("Sharma", "Baker", "Harris", "Kowalska", "Ellis", "Okafor", "Green", "Petraitis", "Hughes", "Khan", "Stone")
OTHERS = (
    "are you a real person?",
    "am I talking to a robot",
    "can I volunteer for you in {town}",
    "what events do you have in {town}",
    "what data do you hold about me and my {who}",
    "can I speak to a person please",
    "what is the weather like in {town} tomorrow",
    "I want to make a complaint about my {who}'s surgery",
)


def script() -> list[list[str]]:
    """What each of the people says: a greeting, questions, something personal, thanks in between, and a goodbye."""
    return [_person(number) for number in range(PEOPLE)]


def warm_up() -> list[list[str]]:
    """What other people say before anything is counted: other words for the same matters."""
    return [["Hello you", f"how do I find a dentist in {town}, one with NHS places", "many thanks"] for town in ("Bar Hill", "Sawtry") * 8]


def _person(number: int) -> list[str]:
    questions = [_question(number * 5 + index) for index in range(5)]
    return [
        _pick(GREETINGS, number),
        *questions[:2],
        _personal(number),
        _pick(THANKS, number),
        *questions[2:4],
        _pick(LEADS, number // len(OTHERS)) + _filled(_pick(OTHERS, number), number),
        questions[4],
        _pick(GOODBYES, number),
    ]


def _question(number: int) -> str:
    # Each time round the questions another lead and other gaps, so that no two are the same.
    return _pick(LEADS, number + 2 * (number // len(QUESTIONS))) + _filled(_pick(QUESTIONS, number), number)


def _personal(number: int) -> str:
    first, last = _pick(FIRST, number), _pick(LAST, number // 2)
    return _pick(PERSONAL, number).format(
        name=f"{first} {last}",
        mobile=f"07700 900{(number * 37) % 1000:03d}",
        landline=f"01632 960{(number * 53) % 1000:03d}",
        nhs=f"999 {(number * 71) % 1000:03d} {(number * 7919) % 10000:04d}",
        email=f"{first}.{last}@example.org".lower(),
        postcode=f"PE{number % 38 + 1} {number % 9 + 1}ZZ",
        house=number + 1,
        day=number % 28 + 1,
        town=_pick(TOWNS, number),
        who=_pick(WHO, number),
    )


def _filled(words: str, number: int) -> str:
    return words.format(town=_pick(TOWNS, number + number // 50), who=_pick(WHO, number + number // 50))


def _pick(words: tuple[str, ...], number: int) -> str:
    return words[number % len(words)]
