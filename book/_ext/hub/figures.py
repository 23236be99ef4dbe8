"""Reads the manifest of figures: who made each picture, from what, under what licence."""
