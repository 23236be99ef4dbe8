"""The one error that ends a run."""


class CannotRunError(RuntimeError):
    """The run cannot be made; the message says why and what to do. No link is to blame."""
