"""Why two worlds come to different ends: part by part, each from runs that share their random numbers."""
