"""The files that the build writes beside the pages: templates to copy, the catalogue, citations."""
