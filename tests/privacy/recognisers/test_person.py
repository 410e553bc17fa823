"""Names by the words around them; wards, hospitals, illnesses, months and wishes stand."""

from __future__ import annotations

import pytest

from bot.privacy.recognisers.person import Person
from tests.privacy.findings import found

RULE = Person()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("could u email laraine the minutes", ["laraine"]),
        ("Ping, my daughter in law, waited", ["Ping"]),
        ("Dr Strange was kind", ["Dr Strange"]),
        ("Osler's? I think", []),
        ("Ceri the chatbot at my bank", []),
        ("Rheumatology moved me", []),
        ("the clinic in Lynn is shut", []),
        ("my name is karen whitfield and", ["karen whitfield"]),
        ("I'm Agnieszka Nowak", ["Agnieszka Nowak"]),
        ("im tom hargreaves", ["tom hargreaves"]),
        ("i am vytautas i need help", ["vytautas"]),
        ("Dr Patel was lovely", ["Dr Patel"]),
        ("dr mahmood never rings", ["dr mahmood"]),
        ("Mr. J. O'Brien-Smith", ["Mr. J. O'Brien-Smith"]),
        ("Mrs Green and Mr Price", ["Mrs Green", "Mr Price"]),
        ("nurse Joanne on Rose ward", ["Joanne"]),
        ("my daughter Grace and my son Will", ["Grace", "Will"]),
        ("my husband Zbigniew was sent home", ["Zbigniew"]),
        ("I spoke to Oluwaseun", ["Oluwaseun"]),
        ("Jos\u00e9 da Silva waited", ["Jos\u00e9 da Silva"]),
        ("Sarah's care was good", ["Sarah"]),
        ("priya on reception", ["priya"]),
        ("Kind regards, Florin Popescu", ["Florin Popescu"]),
        ("thanks, Maria", ["Maria"]),
        ("SARAH JONES HAS NOT PHONED", ["SARAH JONES"]),
        ("my name is [name]", []),
        ("I have Parkinson's and Crohn's", []),
        ("Down's syndrome, the Huntington's clinic", []),
        ("Addenbrooke's, St Mary's, the Rosie", []),
        ("John Radcliffe Hospital", []),
        ("Edith Cavell building", []),
        ("Thomas Walker Surgery", []),
        ("Rose ward and Holly Ward", []),
        ("May I ask? Will you? I hope so. By the grace of God", []),
        ("I will call in June or August", []),
        ("I'm Polish, I'm deaf, I'm disgusted", []),
        ("dr said and the nurse was rude", []),
        ("my name is on the list", []),
        ("thanks very much", []),
        ("I am in Huntingdon", []),
        ("my mum has Alzheimer's", []),
        ("mark my words", []),
        ("called 111 about Sertraline", []),
        ("im called vaidotas", ["vaidotas"]),
        ("Mr & Mrs Pickering", ["Mr & Mrs Pickering"]),
        ("Lukasz the porter", ["Lukasz"]),
        ("my mum grace is 82", ["grace"]),
        ("by the grace of god", []),
        ("nazywam sie grazyna", ["grazyna"]),
        ("signed A. N. Whitlock", ["A. N. Whitlock"]),
        ("Big Stan on the door", ["Big Stan"]),
        ("H. & J. Tebbutt of Ely", ["H. & J. Tebbutt"]),
        ("SZABO, Ilona dob", ["SZABO, Ilona"]),
        ("it is under Marrowby", ["Marrowby"]),
        ("Zephyrine helped us with it", ["Zephyrine"]),
        ('Arnold "Nipper" Kisby', ['Arnold "Nipper" Kisby']),
        ("a Robert Hall splint came off", []),
        ("Kendal Care sent a bed", []),
        ("Wright's pies are better", []),
        ("no clinic until 4 Jan", []),
        ("the Child Development Centre", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
