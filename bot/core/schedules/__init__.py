"""Schedules: when a group is asked and what, as pure functions of a rule, a time and what was there before."""
