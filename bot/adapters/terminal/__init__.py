"""The terminal: typed lines in, cards out, with Rich and prompt_toolkit."""
