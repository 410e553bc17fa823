"""The worker: Rasa in-process, one conversation at a time, a whole turn in one transaction. The only room with Rasa."""

import os

# Before Rasa or TensorFlow is imported: no usage or crash reports to Rasa's makers, no chatter about missing graphics cards.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# One message is too little work for several threads: they only get in the way of the other processes.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
