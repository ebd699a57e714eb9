"""A chatbot with memory, a character, streaming and a sliding window: the course in one file.

    python complete_script.py

It runs on the practice model. For a real one, put your key into the environment variable
OPENAI_API_KEY, and replace the line that makes `client` by these two:

    from openai import AsyncOpenAI
    client = AsyncOpenAI()
"""

import asyncio

from course_lib import MODEL, connect

client = connect()


# --- 1. Memory is a list ---
history = []


async def chat(user_message: str) -> str:
    history.append({"role": "user", "content": user_message})
    response = await client.chat.completions.create(model=MODEL, messages=history)
    reply = response.choices[0].message.content
    history.append({"role": "assistant", "content": reply})
    return reply


# --- 2. A system prompt gives it a character ---
class Chatbot:
    def __init__(self, system_prompt: str, model: str = MODEL):
        self.model = model
        self.history = [{"role": "system", "content": system_prompt}]

    async def say(self, user_message: str) -> str:
        self.history.append({"role": "user", "content": user_message})
        response = await client.chat.completions.create(model=self.model, messages=self.history)
        reply = response.choices[0].message.content
        self.history.append({"role": "assistant", "content": reply})
        return reply


# --- 3. Streaming shows the reply while it is written ---
async def stream_reply(messages: list) -> str:
    stream = await client.chat.completions.create(model=MODEL, messages=messages, stream=True)
    full_response = ""
    async for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            print(chunk.choices[0].delta.content, end="", flush=True)
            full_response += chunk.choices[0].delta.content
    print()
    return full_response


# --- 4. A sliding window keeps the last exchanges only ---
class SlidingWindowChatbot:
    def __init__(self, system_prompt: str, max_turns: int = 10, model: str = MODEL):
        self.model = model
        self.system_message = {"role": "system", "content": system_prompt}
        self.history = []
        self.max_turns = max_turns

    async def say(self, user_message: str) -> str:
        self.history.append({"role": "user", "content": user_message})
        if len(self.history) > self.max_turns * 2:
            self.history = self.history[-(self.max_turns * 2) :]
        messages = [self.system_message, *self.history]
        response = await client.chat.completions.create(model=self.model, messages=messages)
        reply = response.choices[0].message.content
        self.history.append({"role": "assistant", "content": reply})
        return reply


async def main() -> None:
    history.clear()
    print("--- Memory ---")
    print("AI:", await chat("My name is Priya. I'm building a web scraper."))
    print("AI:", await chat("What library should I use?"))
    print("AI:", await chat("Does it handle JavaScript-rendered pages?"))

    print("\n--- Character ---")
    tutor = Chatbot(
        "You are a patient Python tutor for beginners. Use simple analogies. "
        "Show short code examples. Keep responses under 150 words."
    )
    print(await tutor.say("What's a dictionary in Python?"))
    print(await tutor.say("Can I use numbers as keys?"))

    print("\n--- Streaming ---")
    await stream_reply(
        [
            {"role": "system", "content": "You are a Python tutor. Keep answers under 100 words."},
            {"role": "user", "content": "What is a generator in Python?"},
        ]
    )

    print("\n--- Sliding window ---")
    bot = SlidingWindowChatbot("You are a helpful assistant.", max_turns=2)
    print(await bot.say("My name is Priya."))
    print(await bot.say("I work at Google."))
    print(await bot.say("I'm learning ML."))
    print(await bot.say("What's my name?"))  # forgotten

    print("\nScript completed successfully.")


if __name__ == "__main__":
    asyncio.run(main())
