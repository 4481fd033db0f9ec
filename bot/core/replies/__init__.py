"""What is said back: replies built from the outcomes of use cases, in the words of `bot.core.wording`."""
