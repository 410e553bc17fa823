"""How people write names, addresses, dates and hospital numbers: the words in them and the words around them."""
