"""What a finished pad is played back from, derived from its recording; see docs/playback-format.md.

`python -m interview_ext.playback` makes it, in a process of its own.
"""
