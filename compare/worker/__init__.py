"""The Python worker: standard library only, so that any interpreter from 3.11 can be a lane."""
