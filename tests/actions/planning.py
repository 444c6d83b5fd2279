"""Made-up checklists for tests of tasks, and the tasks of a case."""

from sqlalchemy import select

from interact.assessments.actions import finish_assessment
from interact.assessments.publishing import publish
from interact.cases.queries import read_case
from interact.checklists.definitions import Checklist
from interact.checklists.reading import Checklists
from interact.tasks.models import Task
from interact.tasks.queries import list_tasks
from interact.tasks.rules import TaskKind
from tests.actions.filling import fill

PLAN, OTHER = "CL-90", "CL-91"


def ask(name, text, **more):
    """A question of a plan that asks for `text` within a day when it is not so."""
    hours, owner = more.pop("within", 24), more.pop("owner", "lead")
    to_do = [{"text": text, "within_hours": hours, "owner": owner}]
    asked = {"id": name, "text": f"Is it so: {name}?", "answer": "yes_no", "mark": "D"}
    return asked | {"to_do": to_do} | more


def plan(*questions, **more):
    """A checklist in which what is not done becomes a task."""
    body = {
        "id": PLAN,
        "version": 1,
        "title": "A plan",
        "stage": "any",
        "purpose": "To try",
        "fills": ["reception"],
        "compartment": "care",
        "approach": "plan",
        "dimension": "protection",
        "sections": [{"title": "All", "questions": list(questions)}],
    }
    return Checklist.model_validate(body | more)


def use(session, *checklists):
    """Publish these and fill them in from now on, beside those there are."""
    new = {one.id: one for one in checklists}
    published = Checklists({**session.info["checklists"], **new}, {})
    publish(session, published)
    session.info["checklists"] = published


def finish(session, actor, case, checklist_id=PLAN, **answers):
    """Fill in and finish a checklist, in a request of its own."""
    next_request(session)
    assessment = fill(session, actor, case, checklist_id, **answers)
    finish_assessment(session, actor, assessment)
    return assessment


def next_request(session):
    """Everybody acts in a request of their own, with what they hold by then."""
    session.info.pop("vaults", None)


def rows(session, kind=TaskKind.TO_DO):
    """The open tasks as they are stored."""
    found = select(Task).where(Task.kind == kind, Task.ended_at.is_(None))
    return list(session.scalars(found.order_by(Task.due_at, Task.created_at)))


def shown(session, actor, case):
    """The tasks of the case as this actor opens them."""
    next_request(session)
    return list_tasks(read_case(session, actor, case.reference))


def texts(session, actor, case):
    """What checklists ask this actor for now, as far as they open it."""
    open_ones = [one for one in shown(session, actor, case) if not one.ended_at]
    return sorted(one.said.text for one in open_ones if one.said)
