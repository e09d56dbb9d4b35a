"""What members write about moments of a recording."""
