"""Refuses what must not be published, whatever the checks said: content comes by pull request.

It looks twice, and each time reports everything, with file and line, before the build stops, so that
nothing of a bad book is written:

1. at the files on the disk, before any program reads one (`tree`, `texts`, `pictures`);
2. at pages while they are read: at slips that would be printed or lost in silence, at names of
   directives and roles, at what markup became, at the files that it uses, and at the clock (`slips`,
   `names`, `markup`, `used`, `clock`).
"""
