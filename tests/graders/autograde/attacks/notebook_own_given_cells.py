# goal: change the given cell, so that chat() prints what is wanted · must: put back
# notebook: source given async def chat(text): return "Mine"
print("hello")
