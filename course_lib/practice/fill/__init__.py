"""Values read out of a text by the name and type of a field: for structured output and tool arguments."""
