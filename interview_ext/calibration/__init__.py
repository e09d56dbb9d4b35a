"""How questions were answered and interviewers judged, over many interviews."""
