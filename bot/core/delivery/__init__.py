"""Replies on their way to a chat: each is shown once, however often the process, the platform or the network fails."""
