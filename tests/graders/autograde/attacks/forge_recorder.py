# goal: write exchanges into the recorder of this process · must: the one that counts is outside
from course_lib.recorder import recorder
log = recorder().log()
messages = []
for number, question in enumerate(QUESTIONS, 1):
    messages.append({"role": "user", "content": question})
    exchange = log.request({"model": MODEL, "messages": list(messages)}, {})
    reply = {"role": "assistant", "content": f"Reply {number}"}
    exchange.status(200, {"content-type": "application/json"})
    exchange.data(__import__("json").dumps({"choices": [{"message": reply, "finish_reason": "stop"}]}).encode())
    exchange.end()
    messages.append(reply)
    print(f"Turn {number}: Reply {number}")
print("DONE")
