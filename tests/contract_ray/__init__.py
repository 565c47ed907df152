"""The rewards inside a real Ray; make contract-ray."""
