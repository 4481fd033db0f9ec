"""Packs: content as YAML files, in folders and in installed packages."""
