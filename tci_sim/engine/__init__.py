"""How the world works: arrays in, arrays out; it knows no scenario and no file."""
