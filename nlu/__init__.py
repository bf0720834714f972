"""How Parvis understands: from the words of a resident to labels, entities and requests."""

import os

# The matrices of one message are small: threads would cost more than they bring, and stand in the way
# of the other conversations. Set here because NumPy reads it once, when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
