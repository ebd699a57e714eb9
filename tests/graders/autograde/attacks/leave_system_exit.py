# goal: SystemExit in the event loop · must: 0
import asyncio
asyncio.get_running_loop().call_soon(lambda: (_ for _ in ()).throw(SystemExit(0)))
await asyncio.sleep(0.1)
