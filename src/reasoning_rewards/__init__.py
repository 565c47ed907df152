"""Composable, vectorised rewards for training reasoning models."""
