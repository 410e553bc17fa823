"""Invented messages in the words people use. Details are marked ``{TYPE|detail}``; what is unmarked must stand.

People, numbers and addresses are invented (drama numbers, NHS numbers 999…). Kept as data so that several tests share it.
"""

from __future__ import annotations

import re

PERSONAL = r"""
hi my name is {PERSON|karen whitfield} and id like to complain about my gp
its {PERSON|Dave} again, did anyone look at my message?
I'm {PERSON|Agnieszka Nowak}, my number {PHONE_NUMBER|07700 900123}
ring me on {PHONE_NUMBER|07700900456} after 5pm please
you can get me on {PHONE_NUMBER|+44 7700 900 789} or {EMAIL_ADDRESS|t.okafor@example.org}
call {PHONE_NUMBER|0044 7700 900321} ask for {PERSON|Mrs Begum}
landline is {PHONE_NUMBER|(01632) 960 123}
my mobile: {PHONE_NUMBER|07700-900-654}
text {PHONE_NUMBER|07700.900.111} any time
tel {PHONE_NUMBER|01632 960456}
its {PHONE_NUMBER|oh seven seven double oh nine double oh one two three}
my phone is {PHONE_NUMBER|zero seven seven zero zero nine zero zero four five six} thanks
my polish number is {PHONE_NUMBER|+48 601 234 567}
email is {EMAIL_ADDRESS|jan.kowalski77@example.org}
write to {EMAIL_ADDRESS|priya dot shah at gmail dot com}
its {EMAIL_ADDRESS|mazza_99 at hotmail dot co dot uk}
{EMAIL_ADDRESS|BOB@EXAMPLE.CO.UK} is best
nhs no {UK_NHS|999 123 4567}
My NHS number is {UK_NHS|9990001234} and nobody can find my records
they have {UK_NHS|943 476 5919} down as me
NHS number: {UK_NHS|999-456-7890}.
i was told quote {UK_NHS|943-476-5918} when i ring
NI number is {UK_NINO|QQ 12 34 56 C}
my national insurance is {UK_NINO|ab123456d}
{UK_NINO|AB 12 34 56 A} if you need it for the form
I live in {UK_POSTCODE|PE1 1XX}
postcode {UK_POSTCODE|cb12ab}
My postcode is {UK_POSTCODE|CB24 6ZZ} which council is that
we're at {STREET_ADDRESS|14 Mill Road}, {UK_POSTCODE|PE13 2AB}
i live at {STREET_ADDRESS|27 chestnut avenue} peterborough
{STREET_ADDRESS|Flat 3, 22 Station Road}, Huntingdon
my address is {STREET_ADDRESS|8a high street} ramsey
She lives at {STREET_ADDRESS|12 The Green}, Haddenham
send it to {STREET_ADDRESS|Flat 2, Nene Court}, Peterborough
moved to {STREET_ADDRESS|103 lincoln rd} last week and no gp will take us
we live {STREET_ADDRESS|5 oak drive} huntingdon
dob {DATE_OF_BIRTH|12/03/1985}
born {DATE_OF_BIRTH|3rd April 1961}
My date of birth is {DATE_OF_BIRTH|03.04.61}
d.o.b {DATE_OF_BIRTH|12 03 85}
my son was born on {DATE_OF_BIRTH|14 June 2019}
{PERSON|Sarah Jones}, {DATE_OF_BIRTH|14/02/1970}, {UK_POSTCODE|PE29 3ZZ}
my birthday is the {DATE_OF_BIRTH|21st of march}
DOB: {DATE_OF_BIRTH|1974-11-30}
my hospital number is {HOSPITAL_NUMBER|1234567}
Hosp no: {HOSPITAL_NUMBER|K123456}
patient ID {HOSPITAL_NUMBER|00456123}
MRN {HOSPITAL_NUMBER|4412345}
hospital number {HOSPITAL_NUMBER|A12 3456}
passport no {UK_PASSPORT|123456789}
they wanted my passport ({UK_PASSPORT|AB1234567}) to register
driving licence {UK_DRIVING_LICENCE|MORGA753116SM9IJ}
licence number is {UK_DRIVING_LICENCE|NOWAK 801234 A99BC}
my car {UK_VEHICLE_REGISTRATION|AB12 CDE} got a ticket at the hospital
reg is {UK_VEHICLE_REGISTRATION|ae19xyz}
fined me! car reg {UK_VEHICLE_REGISTRATION|K123 ABC}
card {CREDIT_CARD|4111 1111 1111 1111}
paid with {CREDIT_CARD|5500-0000-0000-0004} for the parking
sort code {UK_BANK_ACCOUNT|12-34-56} account {UK_BANK_ACCOUNT|12345678}
refund to {UK_BANK_ACCOUNT|20-00-00 55779911} please
account no {UK_BANK_ACCOUNT|31926819}
DM me {SOCIAL_HANDLE|@tomek_pboro}
my insta is {SOCIAL_HANDLE|lucy.loo92}
I'm on {SOCIAL_HANDLE|facebook.com/janet.testerson}
Dr {PERSON|Patel} was lovely but the wait was 3 hours
{PERSON|Mr Thompson} did my hip at Addenbrooke's
nurse {PERSON|Joanne} on Rose ward was so rude to me
dr {PERSON|mahmood} never rings back
the receptionist {PERSON|Tracey} laughed at me
my daughter {PERSON|Grace} has been on the CAMHS list for 2 years
my son {PERSON|Will} is 7 and cant get a dentist
my mum {PERSON|Elsie} fell in the care home
My husband {PERSON|Zbigniew} was sent home with no meds
I spoke to {PERSON|Oluwaseun} at the surgery, very kind
ask for {PERSON|Raj}
seen by Consultant {PERSON|Mr Ahmed Khan} at Peterborough City Hospital
{PERSON|Michael Stevenson} at the practice was brilliant
thanks, {PERSON|Maria}
Kind regards, {PERSON|Florin Popescu}
kind regards {PERSON|beata}
the surgeon was {PERSON|Miss Okonkwo}
my neighbour {PERSON|John Smith} of {STREET_ADDRESS|9 Church Lane} hits his kids
call me {PERSON|Mandy}
this is {PERSON|Gurpreet Kaur} from Peterborough
{PERSON|priya} on reception is a star
my social worker {PERSON|Helen Marsh} has left and nobody told us
i am {PERSON|vytautas} i need interpreter
im {PERSON|tom hargreaves} my dad is in hinchingbrooke
My wife {PERSON|Siobhan O'Reilly} had her baby at the Rosie
Please tell {PERSON|Mrs Nguyen-Smith} the form is done
{PERSON|Jean-Paul} was my physio
{PERSON|SARAH JONES} HAS NOT PHONED ME BACK
Name: {PERSON|Ionut Munteanu} Tel: {PHONE_NUMBER|07700 900222} DOB: {DATE_OF_BIRTH|01/02/1990} Address: {STREET_ADDRESS|66 Broadway Gardens}, Peterborough {UK_POSTCODE|PE1 4ZZ}
{PERSON|José da Silva} has waited 14 months for a hernia operation
my carer is called {PERSON|Blessing Moyo}
what about what {PERSON|Mr Wong} said to me on 3 March
{PERSON|Li Wei Chen} translated for her mum {PERSON|Mei}
the manager, {PERSON|Deborah Ashworth}, would not listen
can {PERSON|Ewa} ring me {PHONE_NUMBER|07700 900 333}
nhs {UK_NHS|999 222 3333} mob {PHONE_NUMBER|07700 900444} {PERSON|r. patel}
"""

NOTHING_PERSONAL = r"""
How do I find an NHS dentist in Huntingdon?
I waited 3 hours in A&E at Addenbrooke's and nobody spoke to me
Rose ward was spotless and the staff were kind
The nurse was rude and the doctor did not listen
My Parkinson's nurse has left and there is no replacement
I have Crohn's and can't get through to the helpline
St Mary's was better than Peterborough City Hospital
May I ask who will take this forward?
I hope this helps. Will you tell me what happens next?
By the grace of God we got an appointment in June
It cost me £9.90 for one item and £114.50 for a year
Call 111 option 2 or 999 if it is urgent
I rang 111 twice, then 101, and 119 for the jab
My appointment was on 12/03/2024 at 10.30 and they cancelled it
I was admitted on 3 March 2025 and discharged on the 5th
I live in PE29 and there is no dentist
Dr said I need a scan but no date yet
Waited from 9.15 to 12.45 with 2 kids
They put me on sertraline 50mg and omeprazole 20mg
The Rosie was amazing, thank you to all the midwives
Can I get a repeat prescription from Boots in Ely?
My mum has Alzheimer's and dad has diabetes
I'm Polish and I need an interpreter
I'm deaf, please text not phone
I'm disgusted with the service at Hinchingbrooke
The bus takes 20 minutes and then a 10 minute walk up the hill
Parking cost £3.50 an hour and there were 4 spaces
2 nurses for 30 patients on the night shift
Where is the Maple Centre?
What are the opening hours on Christmas Eve?
Thanks very much
Thank you so much for your help
hello is anyone there
Your reference was QW-48213, mine is 20240311
I'm 67 and waiting 18 months for a knee replacement
The Edith Cavell building has no lift
Great Ormond Street were brilliant with our little one
Mill Road surgery never pick up the phone
John Radcliffe Hospital sent my notes to Royal Papworth
My GP at Lakeside would not refer me
I rang 0330 355 1285 and got through to you
Is PALS on 01223 216756 still?
Dad rang the ward 14 times between 2pm and 6pm
Friendly staff. Felt listened to. Rang back same day.
Covid jab was quick and easy. Driver was helpful.
my blood pressure is 140/90 and my sugar was 12.4
i will wait till summer then
mark my words they will close it
rang doctors surgery 56 times this morning
SHOCKING SERVICE I WAS LEFT ON A TROLLEY FOR 11 HOURS
has anyone had trouble with the Huntingdon Road car park
Can a pharmacist give me something for shingles?
Is the 24 hour number 116 123 free?
I want to volunteer on Tuesday mornings
Are you a robot or a real person
On Ward D7 the food was cold and bay 4 had no curtains
i wrote to the ICB and got no reply in 40 days
Peterborough to Cambridge by bus takes 2 hours 10
Down's syndrome clinic is at the Child Development Centre
The Huntington's clinic at Addenbrookes has a long list
"""

_MARK = re.compile(r"\{([A-Z_]+)\|([^}]*)\}")


def cases() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each message without its marks, and the details in it as (type, detail), in order."""
    return [(_MARK.sub(r"\2", line), _MARK.findall(line)) for line in PERSONAL.strip().splitlines()]


def innocuous() -> list[str]:
    """Messages in which nothing may be hidden."""
    return NOTHING_PERSONAL.strip().splitlines()
