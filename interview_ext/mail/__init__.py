"""Mail: invitations with a calendar's entry, and an outbox that survives a restart."""
