"""The rules, one module for each family; `checks/register.py` explains how one is written."""
