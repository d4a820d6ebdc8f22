"""Before print: every problem, and every branch of the wording seen."""
