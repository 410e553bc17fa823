"""Words that stand right after a person's name in English as it is texted; another noun there makes the name a thing's."""

from __future__ import annotations

from bot.privacy.finding.rule import word_set
from bot.privacy.finding.wording.people import PEOPLE

_DOES = word_set(
    "dob nhs tel is was has had will would can could should shall may might must did does do didnt doesnt dont isnt wasnt hasnt hadnt cant "
    "wont wouldnt couldnt shouldnt ate bought broke brought built came caught chose cut drew drove fell felt fought found forgot "
    "gave get got grew heard held hit hurt kept knew laid led left lent let lit lost made meant met paid put quit ran rang read "
    "rode rose said sat saw sent set shook shot showed shut sang slept spent spoke spread stole stood stuck swam swore taught "
    "thought threw told took tore understood went woke won wore wound wrote come go give help know like live look make need say "
    "see seem speak take talk tell think try turn use wait walk want work ask call phone ring text email contact deal run keep "
    "start stop leave move cry care act book check"
)
_JOINS = word_set(
    "and or but nor if because cos coz so then when while who whom whose which that this these those than as at by for from in "
    "into of off on onto out over past per round since till until to toward towards under up upon via with within without about "
    "above across after against along among around before behind below beneath beside between beyond down during except inside "
    "near outside plus through throughout next opposite down upstairs downstairs"
)
_PEOPLE_AND_TIMES = word_set(
    "he she they it you we i his her hers their theirs its my mine our ours your yours me him them us himself herself the a an any "
    "all both each either another other one two three someone somebody nobody everyone here there today tonight yesterday tomorrow "
    "now again already also always ever never not no yes just only even still too very really quite rather soon later once twice "
    "first last back away home please pls plz plss thanks thank thx ta cheers x xx xxx lol haha aged age etc how what why where hi "
    "hello hey sorry ok okay yeah nope maybe perhaps dear love hope bless rip something whatever whoever alone together especially "
    "who'd who's she's he's they're isn't wasn't can't won't didn't doesn't hasn't"
)
FOLLOWS_A_NAME = _DOES | _JOINS | _PEOPLE_AND_TIMES | PEOPLE
"""Verbs, joints, pronouns, words of time and manners, family and jobs."""
