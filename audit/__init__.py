"""Measures the built site in a real browser: weight, speed, accessibility and valid HTML."""
