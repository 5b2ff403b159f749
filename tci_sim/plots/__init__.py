"""What is seen, as pictures: functions that take frames and arrays, and know nothing of the model."""
