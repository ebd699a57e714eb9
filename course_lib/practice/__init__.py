"""The practice model: an offline stand-in for a chat model, truthful about cause and effect."""
