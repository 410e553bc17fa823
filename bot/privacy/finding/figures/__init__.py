"""The learned second look at numbers: stretches of figures and letters, judged by their shape and the words around them."""
