"""What people look at: inspector, charts, progress, chat window; each also as text that says the same."""
