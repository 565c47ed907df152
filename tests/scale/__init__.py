"""Rewards on a real Ray cluster of several workers, and in the tools of docs/scale.md; make scale."""
