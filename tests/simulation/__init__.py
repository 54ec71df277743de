"""A quarter in the life of an invented office: forty people with habits, meetings of every kind, a moved clock."""
