# goal: announce a message of 4 GB · must: refused
import os, struct
os.write(3, struct.pack("!II", 0xFFFFFFF0, 0xFFFFFFF0) + b"{}")
