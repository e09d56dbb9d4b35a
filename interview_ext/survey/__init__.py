"""What candidates say about their interviews, apart from all that is said about them."""
