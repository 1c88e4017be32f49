"""Views of the room `people`, by verb."""
