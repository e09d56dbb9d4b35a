"""Earlier work: what the same candidate wrote in pads that have ended."""
