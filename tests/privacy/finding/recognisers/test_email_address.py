"""E-mail addresses, written and spoken."""

from __future__ import annotations

import pytest

from bot.privacy.finding.recognisers.email_address import EmailAddress
from tests.privacy.findings import found

RULE = EmailAddress()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anna.kowalska@example.org", ["anna.kowalska@example.org"]),
        ("it's <BOB@EXAMPLE.CO.UK>.", ["BOB@EXAMPLE.CO.UK"]),
        ("o'brien+nhs@example.com, ta", ["o'brien+nhs@example.com"]),
        ("anna at gmail dot com", ["anna at gmail dot com"]),
        ("anna dot k at hotmail dot co dot uk", ["anna dot k at hotmail dot co dot uk"]),
        ("anna_k @ gmail . com", ["anna_k @ gmail . com"]),
        ("anna77@gmail,com", ["anna77@gmail,com"]),
        ("anna77(at)example(dot)org", ["anna77(at)example(dot)org"]),
        ("anna77@gmail", ["anna77@gmail"]),
        ("look at nhs dot uk for help", []),
        ("meet me @ 5pm at the clinic", []),
        ("I was seen at live events", []),
        ("@tomek_pboro", []),
        ("k(at)shop-ely.example", ["k(at)shop-ely.example"]),
        ("ade dot obi at mymail dot example", ["ade dot obi at mymail dot example"]),
        ("meg_7 at yahoo co uk", ["meg_7 at yahoo co uk"]),
        ("tiktok @mum.of.4.pboro", []),
        ("stanimir(dot)kolev(at)example(dot)org", ["stanimir(dot)kolev(at)example(dot)org"]),
        ("its t dot obi sixty one at gmail dot com", ["t dot obi sixty one at gmail dot com"]),
        ("k i m dot cross at g mail dot com", ["k i m dot cross at g mail dot com"]),
        ("email lena obi 42 at example com", ["lena obi 42 at example com"]),
        ("the obi family all one word at example dot com", ["the obi family all one word at example dot com"]),
        ("lenaobi@examplecom. thanks", ["lenaobi@examplecom"]),
        ("lena@example,orgg", ["lena@example,orgg"]),
        ("email us at the office at nhs dot uk", []),
        ("he was seen at 5 at home", []),
        ("lena_obi[@]example.org", ["lena_obi[@]example.org"]),
        ("lena.obi@@example.org", ["lena.obi@@example.org"]),
        ("tag @odd.sock.uk", []),
        ("office at wherrycourt dot example dot org", ["office at wherrycourt dot example dot org"]),
        ("thats friends at hall dot example dot org dot uk", ["friends at hall dot example dot org dot uk"]),
        ("look at nhs dot uk", []),
        ("m dot w dot okafor at example dot co dot uk", ["m dot w dot okafor at example dot co dot uk"]),
        ("im at home dot dot dot", []),
        ("£12@month for a stairlift", []),
    ],
)
def test_finds_what_is_personal_and_leaves_the_rest(text: str, expected: list[str]) -> None:
    assert found(RULE, text) == expected
