"""Why two worlds come to different ends, as tables, sentences and pictures: a file for each part."""
