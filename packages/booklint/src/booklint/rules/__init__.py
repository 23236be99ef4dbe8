"""The rules, one module for each family; `booklint/registry.py` explains how one is written."""
