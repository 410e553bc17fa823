"""Names on social media; those of public bodies stand."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.social_handle import SocialHandle
from tests.privacy.findings import found

RULE = SocialHandle()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reddit u/fenfella", ["u/fenfella"]),
        ("@CambsPboroICB said", []),
        ("DM me @tomek_pboro", ["@tomek_pboro"]),
        ("my insta is lucy.loo92", ["lucy.loo92"]),
        ("snapchat: leylah_x", ["leylah_x"]),
        ("facebook.com/janet.testerson", ["facebook.com/janet.testerson"]),
        ("https://www.instagram.com/lucy_loo/", ["https://www.instagram.com/lucy_loo"]),
        ("@nhsengland and @HW_CambsPboro", []),
        ("anna@example.org", []),
        ("meet @ 5", []),
        ("facebook is rubbish", []),
        ("im big_nige_72 on twitter", ["big_nige_72"]),
        ("on insta as the_real_bev", ["the_real_bev"]),
        ("i had an x-ray", []),
        ("my ig is @_kasiaaa_", ["@_kasiaaa_"]),
        ("@90s_kid", ["@90s_kid"]),
        ("add me on fb under shaz.m.88", ["shaz.m.88"]),
        ("telegram user rasulpb", ["rasulpb"]),
        ("whatsapp 07700 900 123", []),
        ("tik tok videos", []),
        ("my username doesn't work", []),
        ("tag @odd.sock.uk", ["@odd.sock.uk"]),
        ("tiktok @kezza-98", ["@kezza-98"]),
        ("@kezz@fen.example", ["@kezz@fen.example"]),
        ("kezz underscore 98 on insta", ["kezz underscore 98"]),
        ("i tweet as TheRealKezz", ["TheRealKezz"]),
        ("dm me kezz4life", ["kezz4life"]),
        ("I'm kezzforlife on tiktok", ["kezzforlife"]),
        ("snap me lou.e.xx", ["lou.e.xx"]),
        ("fb: /lena.obi.pbo", ["lena.obi.pbo"]),
        ("on fb Big Lou Off The Market", ["Big Lou Off The Market"]),
        ("fb Lena Obi-Nursing", ["Lena Obi-Nursing"]),
        ("Facebook Ely Matters page", []),
        ("fb Wisbech Community Group", []),
        ("on twitter, FenlandLou", ["FenlandLou"]),
        ("snapchat is all lower case lou.b07", ["lou.b07"]),
        ("my review under the name crossgran47", ["crossgran47"]),
        ("on facebook, nobody answers", []),
        ("follow up2date advice", []),
        ("im happy on facebook", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
