"""What the world may ask of the core: the use cases, one module per capability."""
