"""Finding personal details in a text: the rules that ``recognisers.yml`` lists, the two models, and Presidio around them."""
