"""How the engine becomes machine code, or stays plain Python: the only place that names a compiler."""
