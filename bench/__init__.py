"""Measures how long books of many case studies take to build."""
