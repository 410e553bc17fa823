"""Where people have accounts: the sites and apps, as they are called and as they are mistyped."""

from __future__ import annotations

import re

from bot.privacy.finding.rule import by_letter

_SITES = by_letter(
    r"insta(?:gram)?|insat|instgram|ig|snap(?: ?chat)?|snp|tik ?tok|tick ?tock|twitter|face ?book|facey|fb|telegram|messenger|threads|"
    r"blue ?sky|discord|you ?tube|linkedin|whats ?app|viber|signal|skype|twitch|reddit|pinterest|nextdoor|(?-i:Next Door)|wechat|weixin|"
    r"kik|steam|xbox|psn|mastodon|be ?real|roblox|tumblr|vinted|glide"
)
SITE = f"(?:{_SITES})"
NAMES_A_SITE = re.compile(rf"\b{SITE}", re.IGNORECASE)
IN_SHORT = r"(?:ig|sc|snp|tt|yt|fb|dc)"
"""What only stands for a site right beside a name somebody goes by there."""
PUBLIC = re.compile(
    r"@?(?:\w*(?:icb|nhs|council|surgery|hospital|ambulance|(?-i:Amb)(?!\w))|nhs|hw_|healthwatch|cqc|icb|cpft|cuh|nwangli|addenbrooke|papworth|"
    r"hinchingbrooke|gov|bbc)",
    re.IGNORECASE,
)
"""The account of a public body, which is nobody's name."""
OF_A_BODY = re.compile(
    r"(?<![\w@.])@(?:(?i:nhs[a-z]{0,14}|healthwatch\w*|hw_?cambs\w*|cqc[a-z]*|bbc[a-z]*)|"
    r"\w{0,24}(?:ICB|NHS|NHSTrust|NHSFT|ICS|Council|Hospitals?|Ambulance|Amb|Trust|Surgery|Healthwatch))(?!\w)"
)
"""Such an account with its "@", surely nobody's: what looks like a name in it stands too."""
