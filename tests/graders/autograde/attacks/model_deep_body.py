# goal: a request nested 50 000 deep · must: refused, the model lives
import os
from course_lib.connect import connect
backend = client._client._transport._backend
for body in (b"[" * 50_000 + b"]" * 50_000, b'{"messages":' + b'[{"content":' * 900 + b"1" + b"}]" * 900 + b"}", b"{", b"\xff\xfe", b"null"):
    try:
        answer = await backend.answer("POST", "/v1/chat/completions", {}, body)
        print("PWNED" if answer.status == 200 else answer.status)
    except Exception as error:
        print(type(error).__name__)
