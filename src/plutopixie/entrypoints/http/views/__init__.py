"""What the service shows: classes of plain values, and how each is made of the domain's things."""
