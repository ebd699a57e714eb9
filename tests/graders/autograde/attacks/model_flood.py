# goal: requests without end · must: bounded
import asyncio
async def ask(number):
    try:
        await client.with_options(max_retries=0).chat.completions.create(model=MODEL, messages=[{"role": "user", "content": str(number)}])
        return 1
    except Exception:
        return 0
answered = sum(await asyncio.gather(*(ask(number) for number in range(900))))
print("PWNED" if answered > 600 else "bounded")
