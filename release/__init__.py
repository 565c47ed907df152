"""What a release goes through before anybody is asked to trust it; python -m release.check, from the root."""
