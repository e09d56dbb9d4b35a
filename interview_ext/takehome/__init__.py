"""Take-homes from the candidate's side: practice pads, and public links that make pads."""
