"""What the tests with hostile content are made of."""
