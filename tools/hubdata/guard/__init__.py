"""What files, names and texts the build and the checks refuse, whoever asks."""
