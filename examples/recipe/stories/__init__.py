"""Word problems that are made here: nothing to download, no licence, no end.

problem    what a problem is, the split it belongs to, and how problems of one split are drawn
templates  stories for a model that reads English: a table of families, one row a story
told       such a story with its people and numbers; the rows of the source ``stories``

The CPU demo's own families, with shorter words, are in `recipe.tiny.problems`.
"""
