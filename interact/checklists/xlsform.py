"""A checklist as an XLSForm workbook, for those who collect with Kobo or ODK.

See https://xlsform.org. Names and codes are those on paper, so that answers from there
can be read here.
"""

from io import BytesIO

from openpyxl import Workbook

from interact.checklists.asked_elsewhere import Kind, choices_for, kind_of
from interact.checklists.definitions import Checklist, Section, edition_of
from interact.checklists.questions import Question
from interact.checklists.rules import AnswerKind

Sheet = list[dict[str, str]]

LANGUAGE = "English (en)"
LABEL, HINT = f"label::{LANGUAGE}", f"hint::{LANGUAGE}"
COLUMNS = {
    "survey": ("type", "name", LABEL, HINT, "required", "relevant", "appearance"),
    "choices": ("list_name", "name", LABEL),
    "settings": ("form_title", "form_id", "version", "default_language"),
}
TYPES = {
    Kind.TEXT: "text",
    Kind.DAY: "date",
    Kind.MOMENT: "dateTime",
    Kind.NUMBER: "decimal",
    Kind.PICTURE: "image",
}


def sheets(checklist: Checklist) -> dict[str, Sheet]:
    """The sheets survey, choices and settings, row by row."""
    survey: Sheet = []
    for number, section in enumerate(checklist.sections, 1):
        survey += _group(section, number)
    lists = {_list_of(q): q for q in checklist.questions() if choices_for(q)}
    choices = [
        {"list_name": name, "name": choice.code, LABEL: choice.text}
        for name, question in lists.items()
        for choice in choices_for(question)
    ]
    settings = {
        "form_title": checklist.title,
        "form_id": checklist.id.replace("-", "_"),
        "version": edition_of(checklist),
        "default_language": LANGUAGE,
    }
    return {"survey": survey, "choices": choices, "settings": [settings]}


def workbook(checklist: Checklist) -> bytes:
    """The sheets as a workbook (.xlsx). Text is never taken for a formula."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets(checklist).items():
        sheet = book.create_sheet(name)
        sheet.append(COLUMNS[name])
        for row in rows:
            sheet.append([row.get(column, "") for column in COLUMNS[name]])
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.data_type = "s"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _group(section: Section, number: int) -> Sheet:
    name = section.id or f"section_{number}"
    rows = [row for question in section.questions for row in _rows(question)]
    begin = {"type": "begin_group", "name": f"{name}_group", LABEL: section.title}
    return [{**begin, "appearance": "field-list"}, *rows, {"type": "end_group"}]


def _rows(question: Question) -> Sheet:
    kind = kind_of(question)
    chosen = kind is Kind.ONE_OF
    asked = {
        "type": f"select_one {_list_of(question)}" if chosen else TYPES[kind],
        "name": question.id,
        LABEL: question.text,
        HINT: question.help,
        "required": "yes" if question.required else "",
    }
    if question.answer is not AnswerKind.YES_NO:
        return [asked]
    evidence = {
        "type": "text",
        "name": f"{question.id}_evidence",
        LABEL: "What it rests on",
        "required": "yes" if question.evidence else "",
        "relevant": f"${{{question.id}}} = 'Y' or ${{{question.id}}} = 'S'",
    }
    return [asked, evidence]


def _list_of(question: Question) -> str:
    """Questions that are answered alike have one list of choices."""
    if question.answer in (AnswerKind.YES_NO, AnswerKind.CONFIRM):
        return question.answer.value
    return f"{question.id}_options"
