"""Annual and unpaid leave: what the law allows, what it costs, and how it is said."""
