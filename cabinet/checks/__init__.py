"""Files that people bring to be checked."""
