# goal: open streams and never read them · must: bounded
streams = []
for number in range(400):
    try:
        streams.append(await client.with_options(max_retries=0).chat.completions.create(model=MODEL, stream=True, messages=[{"role": "user", "content": "hi"}]))
    except Exception as error:
        print(type(error).__name__)
        break
print(len(streams))
