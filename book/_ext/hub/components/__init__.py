"""The directives that draw records into pages: each is a pure function from records to MyST text."""

from . import about, cards, downloads, glance, lists, programme, syntax, tables  # noqa: F401
from .base import COMPONENTS, Component, ComponentError, Place

__all__ = ["COMPONENTS", "Component", "ComponentError", "Place"]
