"""The room of joining КЭДО: how a company introduces it, and where each employee stands."""
