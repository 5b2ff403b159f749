"""The engine as one WebAssembly module: made of the compiler's own intermediate code, held to native bit by bit."""
