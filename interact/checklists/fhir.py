"""A checklist as a FHIR R4 Questionnaire, written by hand as JSON.

See https://hl7.org/fhir/R4/questionnaire.html. Link ids are the ids of questions, which
never change, so that answers can be matched for years.
"""

import json
from typing import Any

from interact.checklists.asked_elsewhere import Choice, Kind, choices_for, kind_of
from interact.checklists.definitions import Checklist, Section, edition_of
from interact.checklists.questions import Question
from interact.checklists.rules import AnswerKind

Json = dict[str, Any]

SYSTEM = "urn:interact:answer"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
TYPES = {
    Kind.ONE_OF: "choice",
    Kind.TEXT: "text",
    Kind.DAY: "date",
    Kind.MOMENT: "dateTime",
    Kind.NUMBER: "decimal",
    Kind.PICTURE: "attachment",
}


def questionnaire(checklist: Checklist) -> Json:
    """The Questionnaire resource. Points stand as ordinal values of the answers."""
    return {
        "resourceType": "Questionnaire",
        "url": f"urn:interact:checklist:{checklist.id}",
        "version": edition_of(checklist),
        "name": checklist.id.replace("-", ""),
        "title": checklist.title,
        "status": "draft",
        "language": "en",
        "purpose": checklist.purpose,
        "item": [_group(one, place) for place, one in enumerate(checklist.sections, 1)],
    }


def as_text(checklist: Checklist) -> str:
    """The Questionnaire as JSON text, the same for the same edition."""
    return json.dumps(questionnaire(checklist), indent=2, ensure_ascii=False) + "\n"


def _group(section: Section, place: int) -> Json:
    return {
        "linkId": f"section.{section.id or place}",
        "text": section.title,
        "type": "group",
        "item": [_item(question) for question in section.questions],
    }


def _item(question: Question) -> Json:
    item: Json = {
        "linkId": question.id,
        "text": question.text,
        "type": TYPES[kind_of(question)],
        "required": question.required,
    }
    choices = choices_for(question)
    if choices:
        item["answerOption"] = [_option(choice) for choice in choices]
    inner = [_help(question)] if question.help else []
    if question.answer is AnswerKind.YES_NO:
        inner.append(_evidence(question))
    return {**item, "item": inner} if inner else item


def _option(choice: Choice) -> Json:
    coding: Json = {"system": SYSTEM, "code": choice.code, "display": choice.text}
    if choice.points:
        coding["extension"] = [{"url": ORDINAL, "valueDecimal": choice.points}]
    return {"valueCoding": coding}


def _help(question: Question) -> Json:
    control = {"coding": [{"system": CONTROLS, "code": "help"}]}
    return {
        "extension": [{"url": CONTROL, "valueCodeableConcept": control}],
        "linkId": f"{question.id}.help",
        "text": question.help,
        "type": "display",
    }


def _evidence(question: Question) -> Json:
    return {
        "linkId": f"{question.id}.evidence",
        "text": "What it rests on",
        "type": "text",
        "required": question.evidence,
        "enableWhen": [
            {
                "question": question.id,
                "operator": "=",
                "answerCoding": {"system": SYSTEM, "code": code},
            }
            for code in ("Y", "S")
        ],
        "enableBehavior": "any",
    }
