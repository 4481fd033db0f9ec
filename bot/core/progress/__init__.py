"""Progress: what is made of a member's answers over time."""
