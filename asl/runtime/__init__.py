"""The words of running: what the interpreter, its states and every engine speak."""
