"""Mock interviews: plans as content."""
