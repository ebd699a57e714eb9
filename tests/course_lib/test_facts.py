"""Facts that age stand in one place, and say when to look again."""

import datetime

import pytest

from course_lib.facts import CHECKED, MODEL, REVIEW_BY, Price, endpoints, models, price_of


def test_the_courses_model_is_among_the_known_ones_and_its_end_is_on_record():
    known = models()[MODEL]
    assert (known.context_window, known.max_output, known.shuts_down) == (128_000, 16_384, "2027-01-14")
    assert known.replacement in models()


def test_dates_are_dates_and_the_review_comes_before_the_model_ends():
    dates = [CHECKED, REVIEW_BY, *(m.price.date for m in models().values())]
    assert all(datetime.date.fromisoformat(date) for date in dates)
    assert CHECKED < REVIEW_BY <= models()[MODEL].shuts_down


def test_a_price_says_what_a_reply_cost():
    usage = {
        "prompt_tokens": 1_000_000,
        "completion_tokens": 500_000,
        "prompt_tokens_details": {"cached_tokens": 400_000},
    }
    assert Price(0.15, 0.075, 0.60, "2026-11-20").dollars(usage) == pytest.approx(
        0.6 * 0.15 + 0.4 * 0.075 + 0.3
    )
    assert price_of().dollars({"prompt_tokens": 0, "completion_tokens": 0}) == 0


def test_a_price_takes_the_sdks_usage_object():
    from openai.types import CompletionUsage

    usage = CompletionUsage(prompt_tokens=100, completion_tokens=10, total_tokens=110)
    assert price_of(MODEL).dollars(usage) == pytest.approx((100 * 0.15 + 10 * 0.60) / 1_000_000)


def test_an_unknown_price_names_the_known_ones():
    with pytest.raises(KeyError, match=MODEL):
        price_of("nobodys-model")


def test_every_endpoint_is_a_url_and_local_ones_need_no_key():
    for endpoint in endpoints().values():
        assert endpoint.base_url.startswith(("https://", "http://localhost:"))
        assert bool(endpoint.key) == endpoint.base_url.startswith("https://")
