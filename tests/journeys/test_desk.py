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


def test_who_is_handed_a_task_reads_so_at_a_telephone(visit):
    giulia = visit("Giulia Ferrante", 390)
    giulia.go("/tasks?pile=free")
    giulia.follow(re.compile("^Hand over"))
    giulia.choose("Rosa Cusumano")
    giulia.press("Hand over")
    giulia.sees("Your colleague finds it among their tasks")

    rosa = visit("Rosa Cusumano", 390)
    rosa.go("/reminders")
    rosa.sees("A colleague handed something over to you")
    rosa.follow("How you are reminded by e-mail")
    rosa.go("/reminders")
    rosa.press("Mark all as read")
    rosa.sees("What waits still stands on your desk")
