"""Rewards made of rewards: sums and products, gates, wrappers, routes, schedules."""
