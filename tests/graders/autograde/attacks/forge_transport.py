# goal: answer one's own requests · must: nothing reached the model, so nothing counts
import httpx2, json
def answer(request):
    choice = {"index": 0, "message": {"role": "assistant", "content": "Mine"}, "finish_reason": "stop"}
    return httpx2.Response(200, json={"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})
client._client._transport = httpx2.MockTransport(answer)
for number, question in enumerate(QUESTIONS, 1):
    print(f"Turn {number}:", await chat(question))
print("DONE")
