"""The trained layers: what stands in for a function that numpy is slow at is that function."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bot.encoder.layers import _gelu


@pytest.mark.filterwarnings("error")
def test_the_quick_form_of_gelu_is_the_usual_one_wherever_it_is_asked() -> None:
    x = np.concatenate([np.linspace(-30, 30, 2001), [0, -1e4, 1e4]]).astype(np.float32)
    usual = 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    assert _gelu(x) == pytest.approx(usual, abs=1e-6)
