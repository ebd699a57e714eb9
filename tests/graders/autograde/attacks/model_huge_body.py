# goal: a request of 6 MB · must: refused, the model lives
try:
    await client.with_options(max_retries=0).chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "x" * 6_000_000}])
    print("PWNED")
except Exception as error:
    print(type(error).__name__)
