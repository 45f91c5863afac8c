"""The one life that requests of every kind share."""
