"""The resources of the interface, one module a capability: responders and the routes that lead to them."""
