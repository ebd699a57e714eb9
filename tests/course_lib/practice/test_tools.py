# ruff: noqa: E501 -- each row of a table stands on a line of its own
"""Tools: called when the question asks for it, with arguments read from it; answered from their results."""

import json

import pytest

from course_lib.practice.replies import reply


def tool(name, description="", required=None, **properties):
    parameters = {
        "type": "object",
        "properties": properties,
        "required": required if required is not None else list(properties),
    }
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": parameters},
    }


STRING, NUMBER = {"type": "string"}, {"type": "number"}
WEATHER = tool("get_weather", "Get the current weather in a city", city=STRING)
UNIT = tool(
    "get_weather",
    "Weather of a place",
    ["location"],
    location=STRING,
    unit={"type": "string", "enum": ["celsius", "fahrenheit"]},
)
CALCULATOR = tool("calculate", "Evaluate an arithmetic expression", expression=STRING)
TIME = tool("get_time", "The current time in a city", city=STRING)
CONVERT = tool("convert_currency", "Convert money", amount=NUMBER, from_currency={"type": "string", "description": "currency code"}, to_currency={"type": "string", "description": "currency code"})  # fmt: skip
ORDER = tool("lookup_order", "Status of an order", order_id=STRING)
SEARCH = tool("search_docs", "Search the documentation", query=STRING)


def calls(text, *tools, choice=None, before=()):
    messages = [*before, {"role": "user", "content": text}]
    return [
        (call.name, call.arguments)
        for call in reply(messages, tools=list(tools), tool_choice=choice).tool_calls
    ]


@pytest.mark.parametrize(
    ("text", "tools", "expected"),
    [
        ("What's the weather in Paris?", [WEATHER], [("get_weather", {"city": "Paris"})]),
        ("Is it raining in New York right now?", [WEATHER], [("get_weather", {"city": "New York"})]),
        ("Do I need an umbrella in Bergen today?", [WEATHER], [("get_weather", {"city": "Bergen"})]),
        ("How warm is it in São Paulo?", [WEATHER], [("get_weather", {"city": "São Paulo"})]),
        ("what's the weather like in oslo?", [WEATHER], [("get_weather", {"city": "Oslo"})]),
        ("Compare the weather in Rome and Oslo.", [WEATHER], [("get_weather", {"city": "Rome"}), ("get_weather", {"city": "Oslo"})]),
        ("Weather for Lima, Quito and La Paz please", [WEATHER], [("get_weather", {"city": c}) for c in ("Lima", "Quito", "La Paz")]),
        ("What's the weather in Boston in fahrenheit?", [UNIT], [("get_weather", {"location": "Boston", "unit": "fahrenheit"})]),
        ("What is 12 * 7?", [CALCULATOR, WEATHER], [("calculate", {"expression": "12 * 7"})]),
        ("What time is it in Tokyo?", [WEATHER, TIME], [("get_time", {"city": "Tokyo"})]),
        ("Convert 100 dollars to euros", [CONVERT], [("convert_currency", {"amount": 100, "from_currency": "USD", "to_currency": "EUR"})]),
        ("Where is my order B-7741?", [ORDER, WEATHER], [("lookup_order", {"order_id": "B-7741"})]),
        ("Search the docs for sliding windows", [SEARCH], [("search_docs", {"query": "sliding windows"})]),
    ],
)  # fmt: skip
def test_the_tool_that_a_question_asks_for_is_called(text, tools, expected):
    assert calls(text, *tools) == expected


@pytest.mark.parametrize(
    "text", ["Hello!", "What's my name?", "What is a list in Python?", "Thanks!", "I live in Paris."]
)
def test_other_messages_call_no_tool(text):
    assert calls(text, WEATHER) == []


def test_the_learners_own_city_is_used_when_the_question_names_none():
    before = [{"role": "user", "content": "I live in Porto."}, {"role": "assistant", "content": "Lovely."}]
    assert calls("What's the weather like here?", WEATHER, before=before) == [
        ("get_weather", {"city": "Porto"})
    ]


def test_a_missing_argument_is_asked_for():
    said = reply([{"role": "user", "content": "What's the weather?"}], tools=[WEATHER])
    assert said.tool_calls == ()
    assert "city" in said.content


def test_tool_choice_is_obeyed():
    named = {"type": "function", "function": {"name": "get_time"}}
    assert calls("What's the weather in Paris?", WEATHER, TIME, choice="none") == []
    assert calls("What's the weather in Paris?", WEATHER, TIME, choice=named) == [
        ("get_time", {"city": "Paris"})
    ]
    assert len(calls("Hello Paris", WEATHER, choice="required")) == 1


def test_two_tools_are_called_for_two_questions():
    assert {
        name for name, _ in calls("What's the weather in Paris, and what time is it in Tokyo?", WEATHER, TIME)
    } == {"get_weather", "get_time"}


def answer(question, *results, tools=(WEATHER,), system=None):
    asked = [
        {
            "id": f"call_{i}",
            "type": "function",
            "function": {"name": "get_weather", "arguments": json.dumps({"city": city})},
        }
        for i, (city, _) in enumerate(results)
    ]
    messages = [{"role": "system", "content": system}] if system else []
    messages += [
        {"role": "user", "content": question},
        {"role": "assistant", "content": None, "tool_calls": asked},
    ]
    messages += [
        {"role": "tool", "tool_call_id": f"call_{i}", "content": result}
        for i, (_, result) in enumerate(results)
    ]
    return reply(messages, tools=list(tools))


def test_the_final_answer_comes_from_the_result():
    for result in ("18 degrees and sunny", '{"temperature": 18, "sky": "sunny"}', "18"):
        said = answer("What's the weather in Paris?", ("Paris", result))
        assert said.tool_calls == ()
        assert "18" in said.content
        assert "Paris" in said.content


def test_each_of_several_results_is_told():
    said = answer("Compare the weather in Rome and Oslo.", ("Rome", "24 °C"), ("Oslo", "9 °C")).content
    assert all(part in said for part in ("Rome", "24", "Oslo", "9"))


def test_the_final_answer_keeps_to_the_system_message():
    said = answer(
        "What's the weather in Paris?", ("Paris", "18 degrees"), system='End every reply with "Over."'
    ).content
    assert said.endswith("Over.")


def test_an_error_from_a_tool_is_told():
    assert "unknown city" in answer("Weather in Atlantis?", ("Atlantis", '{"error": "unknown city"}')).content


def test_after_the_answer_a_new_question_calls_again():
    first = [
        {"role": "user", "content": "What's the weather in Paris?"},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "a", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}]},
        {"role": "tool", "tool_call_id": "a", "content": "18 degrees"},
        {"role": "assistant", "content": "In Paris it is 18 degrees."},
    ]  # fmt: skip
    assert calls("And in Madrid?", WEATHER, before=first) == [("get_weather", {"city": "Madrid"})]
