"""How what no encoding has is written."""

__all__ = ["SPELT"]

SPELT = "backslashreplace"  # a lone surrogate can't be written; as \\udXXX it is what JSON spells it with
