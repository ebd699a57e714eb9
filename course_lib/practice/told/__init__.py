"""What the learner has told: facts read from the messages, and the answers to questions about them."""
