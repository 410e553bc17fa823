"""The learned second look at public comments: what the rules of the room next door miss, by its likeness to examples of ours.

For the worker only: it needs numpy and the encoder. It hides nothing and says nothing in public; what it finds is for staff.
"""
