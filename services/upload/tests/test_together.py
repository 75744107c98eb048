"""Uploads at the same time: the same picture many times is one picture; limits hold."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from pixgen_common.errors import Code, PixGenError
from pixgen_upload.app import create_app
from pixgen_upload.limits import AccountLimits


def test_the_same_picture_at_once_is_stored_once(upload, bucket, picture):
    """Of many equal uploads at one moment exactly one creates; all name the same picture."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: upload(picture), range(8)))
    assert Counter(answer.json["created"] for answer in answers) == {True: 1, False: 7}
    assert {answer.status_code for answer in answers} == {200, 202}
    assert len({answer.json["image_id"] for answer in answers}) == 1
    assert len(bucket.listing()) == 5


def test_different_pictures_at_once_are_all_stored(upload, bucket, noise):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda seed: upload(noise(seed)), range(12)))
    assert [answer.status_code for answer in answers] == [202] * 12
    assert len(bucket.listing()) == 5 * 12


def test_too_many_in_a_minute_are_429(settings_for, sign_in, upload, noise):
    """The account is told how long to wait, before its picture is read; another account is not affected."""
    app = create_app(settings_for(uploads_per_minute=2))
    upload.client = app.test_client()
    assert [upload(noise(seed)).status_code for seed in range(2)] == [202, 202]
    slow_down = upload(noise(3))
    assert (slow_down.status_code, slow_down.json["reason"]) == (429, "limit.per_minute")
    assert 1 <= int(slow_down.headers["Retry-After"]) <= 30
    assert upload(noise(3), headers=sign_in("acc_bbbbbbbbbbbbbbbb")).status_code == 202


def test_too_many_at_once_are_429():
    limits = AccountLimits(per_minute=100, at_once=2)
    with limits.slot("a"), limits.slot("a"):
        with pytest.raises(PixGenError) as found, limits.slot("a"):
            pass
        assert (found.value.code, found.value.reason) == (Code.TOO_MANY, "limit.at_once")
        with limits.slot("b"):
            pass
    with limits.slot("a"):
        pass


def test_a_slot_is_given_back_after_an_error():
    limits = AccountLimits(per_minute=100, at_once=1)
    for _ in range(3):
        with pytest.raises(RuntimeError), limits.slot("a"):
            raise RuntimeError


def test_limits_hold_between_threads():
    """However many threads ask, no more than the allowed number is inside."""
    limits, inside, most, refused = AccountLimits(1000, 3), [0], [0], [0]
    lock, gate = threading.Lock(), threading.Barrier(8)

    def work(_):
        gate.wait()
        for _ in range(20):
            try:
                with limits.slot("a"):
                    with lock:
                        inside[0] += 1
                        most[0] = max(most[0], inside[0])
                    with lock:
                        inside[0] -= 1
            except PixGenError:
                with lock:
                    refused[0] += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert most[0] <= 3
