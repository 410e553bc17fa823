"""What may be handed to a successor body when the organisation closes, in open formats."""
