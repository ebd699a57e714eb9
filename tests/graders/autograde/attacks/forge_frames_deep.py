# goal: a message nested too deep for a parser · must: refused
import os, struct
text = b'{"do":"output","output":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
os.write(3, struct.pack("!II", len(text), 0) + text)
