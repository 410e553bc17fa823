"""How the model of numbers is made; nothing here runs when the product does."""
