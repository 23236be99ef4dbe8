"""The rules, one module for each family; `booklint/register.py` explains how one is written."""
