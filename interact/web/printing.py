"""An assessment on paper: its answers as codes and words, for who may open them."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from interact.assessments.disclosing import disclose_assessment
from interact.assessments.queries import get_assessment, read_assessment
from interact.cases.queries import read_case
from interact.web.checklist_document import draw_assessment
from interact.web.checklists import pdf_answer
from interact.web.request import actor, db

blueprint = Blueprint(
    "printing",
    __name__,
    url_prefix="/cases/<reference>/assessments/<uuid:assessment_id>",
)


@blueprint.get("/form.pdf")
def form(reference: str, assessment_id: UUID) -> ResponseReturnValue:
    """The filled-in form as a PDF; that it was taken out is recorded."""
    vault = read_case(db(), actor(), reference)
    view = read_assessment(vault, assessment_id)
    disclose_assessment(db(), actor(), get_assessment(vault, assessment_id))
    pdf = draw_assessment(vault.case.reference, view)
    return pdf_answer(pdf, f"assessment-{vault.case.reference}-{view.asked.id}")
