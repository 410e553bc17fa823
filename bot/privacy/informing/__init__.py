"""What people are told about their data before they write anything personal, and who is too young to go on."""
