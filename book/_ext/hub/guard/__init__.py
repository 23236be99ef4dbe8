"""Refuses what must not be published, whatever the checks said: content comes by pull request.

It looks three times, and each time reports everything, with file and line, before the build stops:

1. at the files on the disk, before any program reads one (`tree`, `texts`, `pictures`);
2. at pages while they are read: at slips that would be printed or lost in silence, at names of
   directives and roles, at what markup became, and at the clock (`slips`, `names`, `markup`, `clock`);
3. at the files that pages turned out to use (`used`). Then nothing of a bad book is written.
"""
