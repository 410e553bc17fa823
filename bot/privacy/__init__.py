"""Personal details: finding them, putting placeholders in their place, sealing the originals, and what people may ask of us.

``redaction`` is the way in. Each room below says in its first line what lives there.
"""
