"""What members note and judge about a pad's candidate. No candidate and no pad ever gets it."""
