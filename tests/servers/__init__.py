"""A small web of bad manners on this machine, for the tests of the outside links."""
