"""What the practice model can talk about: one module for each subject, each with `answer(text, talk)`."""
