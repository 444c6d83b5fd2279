"""A case under attack: who works in it, and what it holds."""

import pytest


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def officer(given):
    return given.officer()


@pytest.fixture
def case(given, worker):
    """A case with two details in one part and one in another."""
    made = given.case(worker)
    given.claim(worker, made, "hair", "Black")
    given.claim(worker, made, "eyes", "Brown")
    given.claim(worker, made, "medication", "Insulin")
    return made
