"""What the core needs of the world: Protocols with the values and errors they speak."""
