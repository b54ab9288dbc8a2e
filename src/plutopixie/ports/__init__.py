"""What the core needs of the world (outbound), what the world may ask of it (inbound), and proofs (contracts)."""
