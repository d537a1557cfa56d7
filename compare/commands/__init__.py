"""The commands of the menu, a module for each kind."""
