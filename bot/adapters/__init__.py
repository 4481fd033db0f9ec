"""Translations between the core and the world; adapters do not know each other."""
