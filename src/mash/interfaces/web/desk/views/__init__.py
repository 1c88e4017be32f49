"""The views of the room, by what a person comes for."""
