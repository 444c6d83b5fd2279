"""INTERACT: agencies in several countries coordinating one missing child's case."""
