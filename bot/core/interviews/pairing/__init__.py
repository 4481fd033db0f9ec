"""Interviews of two members: one reads the script with the rubric in hand and scores, the other answers."""
