"""What people are to one another and what they do, as the name rules look for it beside a name."""

from __future__ import annotations

import re

from bot.privacy.finding.rule import by_letter

_ROLES = (
    r"doctor|nurse|sister|matron|midwife|surgeon|consultant|physio|receptionist|paramedic|therapist|counsellor|psychiatrist|psychologist|"
    r"pharmacist|dentist|social worker|support worker|key ?worker|health visitor|care ?worker|carer|manager|driver|hca|dietitian|gp|pc|"
    r"father|imam|healthcare assistant|practitioner|registrar|anaesthetist|optician|chiropodist|podiatrist|radiographer|hygienist|"
    r"audiologist|interpreter|advocate|porter|cleaner|volunteer|chaplain|vicar|priest|teacher|headteacher|teaching assistant|postman|"
    r"milkman|"
    r"hairdresser|landlord|landlady|warden|caretaker|secretary|supervisor|deputy|trainee|student|coordinator|case worker|caseworker|"
    r"phlebotomist|osteopath|locum|doula|childminder|solicitor|housing officer|officer|councillor|translator|cook|chef"
)
_KIN = (
    r"son|daughter|husband|wife|partner|mum|mom|mam|mother|dad|father|brother|sister|nan|nana|gran|granny|grandma|grandad|grandson|"
    r"granddaughter|grandmother|grandfather|friend|mate|neighbour|neighbor|uncle|aunt|auntie|aunty|cousin|nephew|niece|baby|boy|girl|"
    r"boyfriend|"
    r"girlfriend|hubby|missus|flatmate|housemate|roommate|tenant|lodger|sis|bro|grandchild|grandkid|goddaughter|godson|"
    r"stepdad|stepmum|stepmother|stepfather|step ?brother|step ?sister|twin|fianc[eé]e?|stepson|stepdaughter|"
    r"(?:mother|father|son|daughter|brother|sister)[ \-]in[ \-]law|carer|boss|colleague|client|service user|resident|patient|ex|lad|"
    r"kid|child|"
    r"toddler|teenager|eldest|youngest|pal|bestie|other half|foster (?:mum|dad|son|daughter|child)|dog walker"
)
ROLE, KIN = by_letter(_ROLES), by_letter(_KIN)
PEOPLE = frozenset(re.findall(r"[a-z]+", f"{_KIN}|{_ROLES}"))
"""Every word of both."""
