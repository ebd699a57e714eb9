"""What the `course` command does around lessons and grades: one module per verb."""
