# goal: ask a model in this process for the replies and print those · must: only what went out counts
from course_lib.practice.model import PracticeModel
from course_lib.practice.fresh import fresh_words
import json
mine, messages = PracticeModel(fresh=fresh_words()), []
for number, question in enumerate(QUESTIONS, 1):
    messages.append({"role": "user", "content": question})
    answer = await mine.answer("POST", "/v1/chat/completions", {}, json.dumps({"model": MODEL, "messages": messages}).encode())
    reply = json.loads(answer.body)["choices"][0]["message"]
    messages.append({"role": "assistant", "content": reply["content"]})
    print(f"Turn {number}:", reply["content"])
print("DONE")
