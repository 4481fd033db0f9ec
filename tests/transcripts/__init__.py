"""Dialogues that have the same outcome on every platform.

Each `*.yaml` file is a list of steps in plain words (see `steps.py`); each platform plays them on a stage of its own
(`stage.py`): the core with everything in memory, the others through their real SDKs over the wire.
"""
