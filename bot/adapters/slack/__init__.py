"""Slack: a platform's translations, in and out."""
