"""Loans as they are asked for, and their exact schedules."""
