# ruff: noqa: E501 -- each row of a table stands on a line of its own
"""Structured output: an object of the schema, filled from the text."""

import json

import pytest

from course_lib.practice.replies import reply


def fill(properties, text, *, required=None, system=None, defs=None):
    schema = {
        "type": "object",
        "properties": properties,
        "required": required or list(properties),
        "additionalProperties": False,
    }
    if defs:
        schema["$defs"] = defs
    messages = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": text})
    wanted = {"type": "json_schema", "json_schema": {"name": "it", "strict": True, "schema": schema}}
    return json.loads(reply(messages, response_format=wanted).content)


STRING, INTEGER, NUMBER, BOOLEAN = ({"type": kind} for kind in ("string", "integer", "number", "boolean"))
BOOKING = {"name": STRING, "date": STRING, "nights": INTEGER}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Ruiz books from 3 May for two nights.", {"name": "Ana Ruiz", "date": "3 May", "nights": 2}),
        ("Please book a room for Tomás Novak, arriving on 12 June 2027, 4 nights.", {"name": "Tomás Novak", "nights": 4}),
        ("Hi, my name is Priya. I'd like to stay three nights from August 9.", {"name": "Priya", "date": "August 9", "nights": 3}),
        ("Booking for Mr. Chen: 2 nights starting 2027-01-14", {"date": "2027-01-14", "nights": 2}),
        ("Olga needs a room for a week from 1 July", {"name": "Olga", "date": "1 July", "nights": 7}),
        ("I'd like to reserve 5 nights for Lena Fischer starting on the 20th of March.", {"name": "Lena Fischer", "nights": 5}),
        ("Extract the booking: Yusuf Demir, 10 October, one night", {"name": "Yusuf Demir", "date": "10 October", "nights": 1}),
    ],
)  # fmt: skip
def test_a_booking_is_read_from_a_sentence(text, expected):
    got = fill(BOOKING, text)
    assert set(got) == {"name", "date", "nights"}
    assert expected.items() <= got.items()


@pytest.mark.parametrize(
    ("properties", "text", "expected"),
    [
        ({"email": STRING, "phone": STRING}, "Write to jo@example.org or call +44 20 7946 0000.", {"email": "jo@example.org", "phone": "+44 20 7946 0000"}),
        ({"sentiment": {"type": "string", "enum": ["positive", "negative", "neutral"]}}, "The food was terrible and the staff rude.", {"sentiment": "negative"}),
        ({"sentiment": {"type": "string", "enum": ["positive", "negative", "neutral"]}}, "I love this place, the service is great!", {"sentiment": "positive"}),
        ({"sentiment": {"type": "string", "enum": ["positive", "negative", "neutral"]}}, "The parcel arrived on Monday.", {"sentiment": "neutral"}),
        ({"category": {"type": "string", "enum": ["billing", "technical", "account"]}}, "I was charged twice on my card.", {"category": "billing"}),
        ({"category": {"type": "string", "enum": ["billing", "technical", "account"]}}, "The app crashes with an error.", {"category": "technical"}),
        ({"size": {"type": "string", "enum": ["small", "medium", "large"]}, "quantity": INTEGER}, "Two large pizzas please", {"size": "large", "quantity": 2}),
        ({"date": {"type": "string", "format": "date"}}, "The meeting is on 5 March 2027.", {"date": "2027-03-05"}),
        ({"date": {"type": "string", "description": "as YYYY-MM-DD"}}, "We meet on July 4, 2027.", {"date": "2027-07-04"}),
        ({"price": NUMBER, "currency": STRING}, "It costs €49.90.", {"price": 49.9, "currency": "EUR"}),
        ({"city": STRING, "people": INTEGER}, "A table in Lyon for four people", {"city": "Lyon", "people": 4}),
        ({"breakfast": BOOLEAN}, "A double room with breakfast", {"breakfast": True}),
        ({"breakfast": BOOLEAN}, "A double room, no breakfast", {"breakfast": False}),
        ({"is_urgent": BOOLEAN}, "This is urgent, please answer today!", {"is_urgent": True}),
        ({"phone": {"type": ["string", "null"]}}, "Ana wants two nights.", {"phone": None}),
        ({"age": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}, "Ben is a painter.", {"age": None}),
        ({"age": {"anyOf": [{"type": "integer"}, {"type": "null"}]}, "name": STRING}, "Ben is 41 years old.", {"age": 41, "name": "Ben"}),
        ({"ingredients": {"type": "array", "items": STRING}}, "You need flour, two eggs and milk.", {"ingredients": ["flour", "two eggs", "milk"]}),
        ({"attendees": {"type": "array", "items": STRING}}, "Meeting with Ana, Ben and Carla on Friday", {"attendees": ["Ana", "Ben", "Carla"]}),
        ({"guest": {"type": "object", "properties": {"name": STRING, "email": STRING}}}, "Reservation for Mia Sand, mia@sand.dk", {"guest": {"name": "Mia Sand", "email": "mia@sand.dk"}}),
        ({"time": STRING, "day": STRING}, "See you on Friday at 18:30", {"time": "18:30", "day": "Friday"}),
        ({"origin": STRING, "destination": STRING}, "I want to fly from Oslo to Lisbon in May.", {"origin": "Oslo", "destination": "Lisbon"}),
        ({"first_name": STRING, "last_name": STRING}, "My name is Hugo Brandt.", {"first_name": "Hugo", "last_name": "Brandt"}),
        ({"order_id": STRING}, "Where is my order #A-10293?", {"order_id": "A-10293"}),
        ({"kind": {"const": "booking"}}, "anything", {"kind": "booking"}),
        ({"url": STRING}, "See https://example.com/docs for more.", {"url": "https://example.com/docs"}),
        ({"rating": INTEGER}, "I give it 4 out of 5 stars.", {"rating": 4}),
        ({"job": STRING, "name": STRING}, "Nadia is a software engineer.", {"job": "software engineer", "name": "Nadia"}),
    ],
)  # fmt: skip
def test_fields_are_read_by_their_name_and_type(properties, text, expected):
    assert fill(properties, text) == expected


def test_what_the_text_lacks_is_null_or_empty_and_never_invented():
    assert fill({"name": {"type": ["string", "null"]}, "email": STRING}, "We need two nights.") == {
        "name": None,
        "email": "",
    }


def test_definitions_are_followed():
    got = fill(
        {"guest": {"$ref": "#/$defs/Guest"}},
        "A room for Ivo Kral",
        defs={"Guest": {"type": "object", "properties": {"name": STRING}}},
    )
    assert got == {"guest": {"name": "Ivo Kral"}}


def test_a_list_of_objects_has_one_for_each_item():
    items = {
        "type": "array",
        "items": {"type": "object", "properties": {"item": STRING, "quantity": INTEGER}},
    }
    got = fill({"items": items}, "I'd like to order: 2 lamps, 3 chairs and 1 table.")
    assert [row["quantity"] for row in got["items"]] == [2, 3, 1]
    assert [row["item"] for row in got["items"]] == ["lamps", "chairs", "table"]


def test_an_earlier_message_is_not_mistaken_for_the_one_to_extract_from():
    wanted = {
        "type": "json_schema",
        "json_schema": {"name": "b", "schema": {"type": "object", "properties": BOOKING}},
    }
    messages = [
        {"role": "user", "content": "Ana Ruiz books from 3 May for two nights."},
        {"role": "assistant", "content": "{}"},
        {"role": "user", "content": "Ben Ode books from 9 June for five nights."},
    ]
    got = json.loads(reply(messages, response_format=wanted).content)
    assert got == {"name": "Ben Ode", "date": "9 June", "nights": 5}


def test_json_object_mode_is_a_json_object():
    messages = [{"role": "user", "content": "Answer as JSON: what is the capital of France?"}]
    got = json.loads(reply(messages, response_format={"type": "json_object"}).content)
    assert "Paris" in json.dumps(got)


def test_json_object_mode_fills_the_keys_that_the_prompt_names():
    messages = [
        {"role": "system", "content": 'Extract the data. Reply in JSON with the keys "name" and "city".'},
        {"role": "user", "content": "I'm Ada and I live in Lagos."},
    ]
    assert json.loads(reply(messages, response_format={"type": "json_object"}).content) == {
        "name": "Ada",
        "city": "Lagos",
    }


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "array", "items": {}},
        {"properties": {"a": {"$ref": "#/nowhere"}}},
        {"$ref": "#"},
        {"type": []},
    ],
)
def test_odd_schemas_still_give_json(schema):
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    json.loads(reply([{"role": "user", "content": "Ana, 3 May"}], response_format=wanted).content)
