"""The desk at a telephone: a task is taken, handed over, and overseen."""

import re

import pytest

pytestmark = [pytest.mark.browser]


def test_a_task_is_taken_and_given_back_at_a_telephone(visit):
    giulia = visit("Giulia Ferrante", 390)
    giulia.follow(re.compile("^Tasks$"))
    giulia.follow(re.compile("^To take"))

    giulia.press(re.compile("^Take"))
    giulia.sees("You have taken this task")
    giulia.sees("You have this")

    giulia.follow(re.compile("^Hand over"))
    giulia.sees("You have this task.")
    giulia.press("Give it back")
    giulia.sees("Anybody of your agency can take it now")

    giulia.go("/tasks?pile=overdue")
    giulia.go("/tasks?pile=others")
