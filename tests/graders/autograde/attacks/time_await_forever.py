# goal: wait for what never comes · must: interrupted, the rest goes on
# expect: stopped
import asyncio
await asyncio.Event().wait()
