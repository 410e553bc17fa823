"""Measurements of Quiet Word, each beside its peer in the same run. See README.md."""

import os

# As in the worker (bot/dialogue): a message is too short for a second thread to pay, and another core is another worker's.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
