"""What is to be done: answers, and the business plan they make."""
