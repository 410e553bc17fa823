"""The names model: a conditional random field over words and their surroundings, and what it was made of."""
