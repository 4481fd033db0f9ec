"""The daily question's life: posted on schedule, counted, reminded of, closed."""
