# goal: methods, paths and headers that are none · must: an error, the model lives
backend = client._client._transport._backend
for method, path in (("GET", "/"), ("POST", "/../../etc/passwd"), ("\r\n", "\0"), ("POST" * 1000, "/v1/chat/completions" * 1000)):
    answer = await backend.answer(method, path, {f"h{number}": "x" * 10_000 for number in range(500)}, b"{}")
    print("PWNED" if answer.status == 200 and "models" not in path else answer.status)
