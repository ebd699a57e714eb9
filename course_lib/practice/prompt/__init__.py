"""What a system message asks for: who to be, how replies look, what to keep to and what to ask first."""
