"""Greenroom: interview practice for study groups."""

__version__ = "0.1.0"
