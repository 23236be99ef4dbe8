"""The rules of this book only: a plug-in of booklint, which `booklint.toml` names."""
