# goal: messages with fields of the wrong kind · must: ignored
import json, os, struct
for head in ({"do": []}, {"do": "done", "step": {}}, {"do": "request", "number": "x", "headers": 5}, {"do": "pull"},
             {"do": "request", "number": 1, "headers": {"a": {}}, "path": [], "method": {}}, {"do": "leave", "stream": {}},
             {"do": "output", "output": {"output_type": "error", "traceback": {"a": 1}, "ename": []}, "after": "x"},
             {"do": "output", "output": {"output_type": "display_data", "data": {"image/png": 5, "text/plain": []}}, "after": -5},
             {"do": "pull", "number": 9, "stream": True}, {"do": "request", "number": True}):
    text = json.dumps(head).encode()
    os.write(3, struct.pack("!II", len(text), 0) + text)
