"""Discord: events in, replies out."""
