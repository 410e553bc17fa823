"""Personal details: finding them, putting placeholders in their place, sealing the originals."""
