# goal: bytes that are no text · must: replaced
import os
os.write(1, bytes(range(256)) * 20)
