"""`c360 demo` and `c360 init`: repositories to play with and to start from."""
