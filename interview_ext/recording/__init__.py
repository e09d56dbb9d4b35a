"""What happened in a pad: written down, proved whole, read again."""

RECORDING = "recording.sqlite"
"""The name of a recording's file, in its pad's folder and in an archive."""
