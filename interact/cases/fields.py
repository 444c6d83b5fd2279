"""The one registry of what may be recorded about a child; pages and forms follow it.

A field is one line. Its number is inside what is sealed: never change it, never give
it to another field, and add it to the list of released numbers in the tests.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import partial

from interact.core.words import Word
from interact.core.words import mark as _
from interact.keys.rules import Compartment


class FieldKind(StrEnum):
    """How a field is asked and shown; never seen by a person."""

    TEXT = "text"
    LONG_TEXT = "long text"
    CHOICE = "choice"
    NAME = "name"  # own script and Latin letters
    BIRTH_DATE = "birth date"  # exact, or an age, with its `AgeBasis`
    DATE = "date"
    MOMENT = "moment"
    PHONE = "phone"
    NUMBER = "number"
    PLACE = "place"
    PERSON = "person"
    COUNTRY = "country"
    LANGUAGES = "languages"
    YES_NO = "yes or no"


class Block(Word):
    """Fields that are asked and shown together, in this order."""

    IDENTITY = "identity", _("Identity")
    NUMBERS = "numbers", _("Numbers and registrations")
    PHYSICAL = "physical", _("What the child looks like")
    CLOTHING = "clothing", _("Clothes and things carried")
    CONTACTS = "contacts", _("Where the child can be reached")
    FAMILY = "family", _("Family and people around the child")
    JOURNEY = "journey", _("Journey")
    HEALTH = "health", _("Health")
    LEGAL = "legal", _("Legal procedure")
    HABITS = "habits", _("Daily life")
    CONTINGENCY = "contingency", _("Whom to call if the child goes missing")
    WISHES = "wishes", _("What the child was told, and wishes")
    LAST_SEEN = "last seen", _("Last seen")
    CIRCUMSTANCES = "circumstances", _("What happened")
    REPORTER = "reporter", _("Who reports")


class Sex(Word):
    """As the child says, or as it stands in a document."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")


class AgeBasis(Word):
    """What a birth date or an age rests on. A doubted age never lowers protection."""

    STATED = "stated", _("Stated by the child")
    ESTIMATED = "estimated", _("Estimated")
    DOCUMENT = "document", _("From a document")
    ASSESSED = "assessed", _("From an age assessment")


class SealedColumn(IntEnum):
    """Numbers of what is sealed beside the fields; never changed, never reused."""

    SEARCH_PROFILE = 1000
    NOTE = 1001
    FILE_DESCRIPTION = 1002
    FILE_KEY = 1003
    ANSWER = 1004
    ASSESSMENT_RESULT = 1005
    ALERT_PART = 1006
    SIGHTING = 1007
    STEP_REASON = 1008
    SHARE_MESSAGE = 1009
    EPISODE = 1010
    CASE_SUMMARY = 1011
    POLICE_REFERENCE = 1012
    LEAD = 1013
    TASK = 1014


@dataclass(frozen=True)
class Field:
    """One thing that may be recorded about a child, and the part of the case it is in.

    `report_ready` fields must be filled before a missing report can be made from the
    profile in minutes.
    """

    id: int
    name: str
    kind: FieldKind
    label: str
    report_ready: bool = False
    choices: tuple[Word, ...] = ()
    block: Block = field(kw_only=True)
    compartment: Compartment = field(kw_only=True)


K = FieldKind
COORDINATION = Compartment.COORDINATION
IDENTITY = Compartment.IDENTITY
WHEREABOUTS = Compartment.WHEREABOUTS
CARE = Compartment.CARE
HEALTH = Compartment.HEALTH
LEGAL = Compartment.LEGAL

_who = partial(Field, block=Block.IDENTITY, compartment=IDENTITY)
_number = partial(Field, block=Block.NUMBERS, compartment=LEGAL)
_looks = partial(Field, block=Block.PHYSICAL, compartment=IDENTITY)
_wears = partial(Field, block=Block.CLOTHING, compartment=WHEREABOUTS)
_reach = partial(Field, block=Block.CONTACTS, compartment=WHEREABOUTS)
_kin = partial(Field, block=Block.FAMILY, compartment=WHEREABOUTS)
_journey = partial(Field, block=Block.JOURNEY, compartment=WHEREABOUTS)
_health = partial(Field, block=Block.HEALTH, compartment=HEALTH)
_legal = partial(Field, block=Block.LEGAL, compartment=LEGAL)
_habit = partial(Field, block=Block.HABITS, compartment=CARE)
_call = partial(Field, block=Block.CONTINGENCY, compartment=WHEREABOUTS)
_wish = partial(Field, block=Block.WISHES, compartment=CARE)
_seen = partial(Field, block=Block.LAST_SEEN, compartment=WHEREABOUTS)
_event = partial(Field, block=Block.CIRCUMSTANCES, compartment=CARE)
_report = partial(Field, block=Block.REPORTER, compartment=COORDINATION)

FIELDS: tuple[Field, ...] = (
    _who(1, "family_name", K.NAME, _("Family name"), report_ready=True),
    _who(2, "given_names", K.NAME, _("Given names"), report_ready=True),
    _who(3, "birth_name", K.NAME, _("Name at birth, if different")),
    _who(4, "other_names", K.NAME, _("Other names and spellings used")),
    _who(5, "sex", K.CHOICE, _("Sex or gender"), True, tuple(Sex)),
    _who(6, "birth_date", K.BIRTH_DATE, _("Date of birth or age"), report_ready=True),
    _who(7, "birth_place", K.PLACE, _("Place of birth")),
    _who(8, "birth_country", K.COUNTRY, _("Country of birth")),
    _who(9, "nationality", K.COUNTRY, _("Nationality"), report_ready=True),
    _who(10, "stateless", K.YES_NO, _("Stateless")),
    _who(11, "ethnic_group", K.TEXT, _("Ethnic group the child names")),
    _who(12, "languages", K.LANGUAGES, _("Languages the child speaks")),
    _number(13, "asylum_number", K.TEXT, _("Asylum or immigration number")),
    _number(14, "national_number", K.TEXT, _("National register number")),
    _number(15, "eurodac_exists", K.YES_NO, _("There is a Eurodac record")),
    _number(16, "relief_number", K.TEXT, _("UNHCR or Red Cross number")),
    _number(17, "hotline_number", K.TEXT, _("Hotline file"), compartment=COORDINATION),
    _number(18, "police_number", K.TEXT, _("Police file"), compartment=COORDINATION),
    _number(19, "fingerprints_held", K.TEXT, _("Fingerprints: who holds them")),
    _number(20, "dna_held", K.TEXT, _("DNA: who holds it")),
    _looks(21, "photo_taken_on", K.DATE, _("Photograph taken on")),
    _looks(22, "height", K.NUMBER, _("Height in centimetres"), report_ready=True),
    _looks(23, "build", K.TEXT, _("Weight and build"), report_ready=True),
    _looks(24, "hair", K.TEXT, _("Hair"), report_ready=True),
    _looks(25, "eyes", K.TEXT, _("Eyes"), report_ready=True),
    _looks(26, "marks", K.LONG_TEXT, _("Scars, tattoos, birthmarks")),
    _looks(27, "glasses", K.TEXT, _("Glasses or contact lenses")),
    _looks(28, "teeth", K.TEXT, _("Teeth")),
    _looks(29, "disability", K.LONG_TEXT, _("Disability"), compartment=HEALTH),
    _wears(30, "clothes", K.LONG_TEXT, _("Usual clothes")),
    _wears(31, "jewellery", K.TEXT, _("Jewellery")),
    _wears(32, "bag", K.TEXT, _("Bag")),
    _wears(33, "phone_model", K.TEXT, _("Telephone: make, model, colour")),
    _wears(34, "phone_imei", K.TEXT, _("Telephone: IMEI number")),
    _wears(35, "sim_cards", K.TEXT, _("SIM cards and providers")),
    _wears(36, "money", K.TEXT, _("Money carried")),
    _wears(37, "keys_and_cards", K.TEXT, _("Keys, bank cards, travel cards")),
    _wears(38, "medicine_carried", K.TEXT, _("Medicine carried"), compartment=HEALTH),
    _wears(39, "papers", K.TEXT, _("Passport and papers"), compartment=IDENTITY),
    _reach(40, "placement", K.PLACE, _("Where the child lives")),
    _reach(41, "own_phone", K.PHONE, _("The child's telephone number")),
    _reach(42, "called_numbers", K.LONG_TEXT, _("Numbers the child calls")),
    _reach(43, "email", K.TEXT, _("E-mail address")),
    _reach(44, "social_accounts", K.LONG_TEXT, _("Social media accounts")),
    _kin(45, "mother", K.PERSON, _("Mother")),
    _kin(46, "father", K.PERSON, _("Father")),
    _kin(47, "siblings", K.LONG_TEXT, _("Brothers and sisters")),
    _kin(48, "relatives_here", K.LONG_TEXT, _("Relatives in this country")),
    _kin(49, "relatives_abroad", K.LONG_TEXT, _("Relatives in other countries")),
    _kin(50, "family_contact", K.LONG_TEXT, _("Recent contact with family")),
    _kin(51, "friends", K.LONG_TEXT, _("Friends where the child lives")),
    _kin(52, "travel_group", K.LONG_TEXT, _("People the child travelled with")),
    _kin(53, "feared_people", K.LONG_TEXT, _("People of concern"), compartment=CARE),
    _journey(54, "route", K.LONG_TEXT, _("Route and dates")),
    _journey(55, "arrived_on", K.DATE, _("Arrived in this country on")),
    _journey(56, "transport", K.TEXT, _("Means of transport on the way")),
    _journey(57, "facilitator", K.LONG_TEXT, _("Who arranged it"), compartment=CARE),
    _journey(58, "debt", K.LONG_TEXT, _("Debt, and who pays it"), compartment=CARE),
    _journey(59, "places_stayed", K.LONG_TEXT, _("Places the child stayed")),
    _journey(60, "destination", K.PLACE, _("Where the child wants to go")),
    _journey(61, "registered_in", K.TEXT, _("Registered before in"), compartment=LEGAL),
    _health(62, "conditions", K.LONG_TEXT, _("Illnesses and allergies")),
    _health(63, "medication", K.LONG_TEXT, _("Medication the child needs")),
    _health(64, "mental_health", K.LONG_TEXT, _("Mental health")),
    _health(65, "self_harm", K.LONG_TEXT, _("Thoughts of suicide or self-harm")),
    _health(66, "pregnancy", K.YES_NO, _("Pregnant")),
    _health(67, "substance_use", K.LONG_TEXT, _("Alcohol or drugs")),
    _legal(68, "asylum_status", K.TEXT, _("Asylum procedure")),
    _legal(69, "dublin_status", K.TEXT, _("Transfer between countries (Dublin)")),
    _legal(70, "reunification", K.TEXT, _("Family reunification")),
    _legal(71, "decisions_due", K.LONG_TEXT, _("Decisions awaited, with dates")),
    _legal(72, "guardian", K.PERSON, _("Guardian"), compartment=COORDINATION),
    _legal(73, "lawyer", K.PERSON, _("Lawyer")),
    _legal(74, "age_dispute", K.LONG_TEXT, _("Doubts about the age, and by whom")),
    _habit(75, "daily_rhythm", K.LONG_TEXT, _("A usual day")),
    _habit(76, "school", K.TEXT, _("School or course")),
    _habit(77, "religion", K.TEXT, _("Religion, as far as it helps to find the child")),
    _habit(78, "hobbies", K.TEXT, _("Hobbies and clubs")),
    _habit(79, "usual_places", K.LONG_TEXT, _("Usual places"), compartment=WHEREABOUTS),
    _call(80, "call_first", K.PERSON, _("Call first")),
    _call(81, "call_second", K.PERSON, _("Call second")),
    _call(82, "call_third", K.PERSON, _("Call third")),
    _wish(83, "told_about_data", K.LONG_TEXT, _("What the child was told about data")),
    _wish(84, "objections", K.LONG_TEXT, _("Who must not be told, and why")),
    _wish(85, "photo_consent", K.LONG_TEXT, _("Who may agree to publish a photograph")),
    _wish(86, "own_wishes", K.LONG_TEXT, _("Wishes, in the child's own words")),
    _seen(87, "last_seen_at", K.MOMENT, _("Last seen at")),
    _seen(88, "last_seen_place", K.PLACE, _("Last seen in")),
    _seen(89, "last_seen_by", K.PERSON, _("Last seen by")),
    _seen(90, "last_seen_doing", K.TEXT, _("What the child was doing")),
    _seen(91, "last_seen_with", K.TEXT, _("Who was with the child")),
    _seen(92, "noticed_at", K.MOMENT, _("Absence noticed at")),
    _seen(114, "clothes_worn", K.LONG_TEXT, _("Clothes worn when last seen")),
    _seen(93, "things_taken", K.LONG_TEXT, _("Things the child took")),
    _seen(94, "things_left", K.LONG_TEXT, _("Things the child left behind")),
    _seen(95, "possible_transport", K.TEXT, _("Transport the child may use")),
    _seen(96, "vehicles", K.TEXT, _("Vehicles seen or known")),
    _seen(97, "possible_places", K.LONG_TEXT, _("Where the child may have gone")),
    _seen(98, "recent_contacts", K.LONG_TEXT, _("Recent contacts")),
    _event(99, "trigger", K.LONG_TEXT, _("What happened before")),
    _event(100, "mood", K.LONG_TEXT, _("How the child seemed before")),
    _event(101, "why_worried", K.LONG_TEXT, _("Why there is worry")),
    _event(102, "out_of_character", K.YES_NO, _("Unlike the child")),
    _event(103, "missing_before", K.LONG_TEXT, _("Missing before")),
    _event(104, "health_now", K.LONG_TEXT, _("Health dangers now"), compartment=HEALTH),
    _event(105, "crime_danger", K.LONG_TEXT, _("Danger of becoming a victim of crime")),
    _event(106, "possible_reason", K.LONG_TEXT, _("Possible reason")),
    _event(107, "done_so_far", K.LONG_TEXT, _("What was already done")),
    _report(108, "reporter", K.PERSON, _("Who reports")),
    _report(109, "reporter_relation", K.TEXT, _("How the reporter knows the child")),
    _report(110, "responsible_adult", K.PERSON, _("Adult responsible for the child")),
    _report(111, "told_so_far", K.LONG_TEXT, _("Who was told, and when")),
    _report(112, "police_officer", K.PERSON, _("Police officer who took the report")),
    _report(113, "received_at", K.MOMENT, _("Received by the police at")),
)

# The one part of the profile that is a file and not a field.
PHOTOGRAPH = "photograph"

# What these blocks hold belongs to one episode and cannot be known before it.
EPISODE_BLOCKS = frozenset({Block.LAST_SEEN, Block.CIRCUMSTANCES, Block.REPORTER})

_BY_NAME = {one.name: one for one in FIELDS}
_BY_ID = {one.id: one for one in FIELDS}


def field_by_name(name: str) -> Field | None:
    """The field of this name, or None."""
    return _BY_NAME.get(name)


def field_by_id(number: int) -> Field | None:
    """The field of this number, or None."""
    return _BY_ID.get(number)


def blocks(fields: Iterable[Field] = FIELDS) -> dict[Block, tuple[Field, ...]]:
    """`fields` by block, in the order of the blocks; blocks without fields left out."""
    given = tuple(fields)
    by_block = {b: tuple(one for one in given if one.block is b) for b in Block}
    return {block: held for block, held in by_block.items() if held}


def profile_fields() -> tuple[Field, ...]:
    """The fields that can be filled before a child ever goes missing."""
    return tuple(one for one in FIELDS if one.block not in EPISODE_BLOCKS)
