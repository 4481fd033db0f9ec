"""Grading: what a grade is, the guards, the evidence check and the offline coverage estimate."""
