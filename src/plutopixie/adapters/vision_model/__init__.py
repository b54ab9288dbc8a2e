"""Text recognition by a vision model of the operator's own, over the protocol that OpenAI published.

The laws:

- A receipt goes to a private address or to the host that the operator named, and to nobody else (P5.1): the name is
  resolved, every address it has is judged, and the connection goes to an address that was judged. Redirects are not
  followed, and no proxy is asked.
- What the model answers is a stranger's word: bounded in size and time, read as lines of text with boxes, and never
  obeyed. A receipt that gives the model orders can spoil its own reading and nothing else.
- An answer that was cut off, or in which nothing can be read, is no reading.
"""

from plutopixie.adapters.vision_model.connection import judged_addresses, resolved
from plutopixie.adapters.vision_model.endpoint import Endpoint
from plutopixie.adapters.vision_model.reader import VisionModel

__all__ = ["Endpoint", "VisionModel", "judged_addresses", "resolved"]
