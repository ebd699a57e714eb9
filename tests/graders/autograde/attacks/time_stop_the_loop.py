# goal: stop or close the event loop of the runner · must: the batch goes on
import asyncio
loop = asyncio.get_running_loop()
loop.call_soon(loop.stop)
loop.call_later(0.01, loop.close)
await asyncio.sleep(0.2)
