"""Letters of several scripts and the sounds they stand for: tables, no rules.

LETTERS writes a letter in plain Latin letters. A capital stands for a letter that is
read in more than one way: PLAIN says how it is written, SOUNDS how it may be read. An
apostrophe keeps two letters apart that would otherwise be read as one, as in "s'h".
"""

LETTERS = str.maketrans(
    {
        # Arabic script with its Persian, Kurdish, Urdu and Pashto letters.
        **dict.fromkeys("اأإآٱةۃ", "A"),
        **dict.fromkeys("يىیېۍ", "I"),
        **dict.fromkeys("وؤۇۋ", "U"),
        **dict.fromkeys("هھہحۀ", "'h"),
        **dict.fromkeys("كکڪ", "k"),
        **dict.fromkeys("لڵ", "l"),
        **dict.fromkeys("رڕړ", "r"),
        **dict.fromkeys("تطټٹ", "t"),
        **dict.fromkeys("دډڈ", "d"),
        **dict.fromkeys("نڼں", "n"),
        **dict.fromkeys("سص", "s"),
        **dict.fromkeys("زځ", "z"),
        **dict.fromkeys("ژږ", "zh"),
        **dict.fromkeys("شښ", "S"),
        **dict.fromkeys("گګ", "g"),
        **dict.fromkeys("ذضظ", "D"),
        **dict.fromkeys("ۆۅ", "o"),
        **{"ث": "th", "ج": "J", "چ": "C", "څ": "ts", "خ": "kh", "غ": "gh"},
        **{"ع": "E", "ف": "f", "ڤ": "v", "ق": "q", "م": "m", "ب": "b", "پ": "p"},
        **{"ە": "e", "ێ": "e", "ے": "e", "ئ": "O", "ء": "", "ـ": ""},
        # Cyrillic, where a plain romanisation would mislead.
        **{"г": "G", "ґ": "g", "х": "kh", "й": "y", "ї": "yi", "ё": "yo"},
        # Greek: two dots say that a vowel is read by itself.
        **{"ϊ": "i", "ΐ": "i", "ϋ": "y", "ΰ": "y"},
        # Latin letters that lose their sound with their mark.
        **dict.fromkeys("şšșśŝ", "S"),
        **dict.fromkeys("çčć", "C"),
        **dict.fromkeys("žź", "Z"),
        **{"đ": "dj", "ğ": "gh", "ħ": "h", "ı": "i", "ø": "o", "ł": "l"},
    }
)

# Greek letters that are read together, and those read otherwise than they look.
GREEK_PAIRS = [
    ("ου", "u"),
    ("αυ", "av"),
    ("ευ", "ev"),
    ("ει", "i"),
    ("οι", "i"),
    ("αι", "e"),
    ("μπ", "b"),
    ("ντ", "d"),
    ("γκ", "g"),
    ("γγ", "ng"),
    ("τζ", "dj"),
]
GREEK = str.maketrans(
    {"υ": "y", "η": "i", "χ": "'ch", "θ": "th", "φ": "f", "β": "v", "ξ": "x"}
)

PLAIN = {
    **{"A": "a", "I": "y", "U": "w", "E": "", "O": "", "J": "j", "D": "d", "G": "g"},
    **{"S": "sh", "C": "ch", "Z": "zh", "'": ""},
}

# What a sequence of letters can sound like, most likely first. Here capitals are
# classes of consonants, small letters the three vowels that survive a change of script.
# "A" is a beginning with an open mouth: scripts that leave vowels out still write it.
SOUNDS: list[tuple[str, tuple[str, ...]]] = [
    (r"^[AEO]", ("A",)),
    (r"^'?h", ("H", "A")),
    (r"^ou(?=[aei])|^[wU]", ("W",)),
    (r"^y(?=[aeiouAUy])|^I", ("Y",)),
    (r"^x(?=[^h])", ("H", "KS")),
    (r"^j", ("J", "Y")),
    (r"shch|sch|tch|tsh|sh", ("X",)),
    (r"S|C", ("X", "S")),
    (r"dzh|dj|zh|gj|xh|j", ("J",)),
    (r"J", ("J", "K")),
    (r"Z", ("J", "S")),
    (r"ch", ("X", "H", "K")),
    (r"kh", ("H",)),
    (r"gh", ("K",)),
    (r"ph", ("F",)),
    (r"th", ("T", "S")),
    (r"D", ("T", "S")),
    (r"qu(?=[ei])|gu(?=[ei])|ck|q|k", ("K",)),
    (r"c(?=[eiy])", ("S", "J")),
    (r"c", ("K", "J")),
    (r"g(?=[eiy])", ("K", "J", "Y")),
    (r"G", ("K", "H")),
    (r"g", ("K",)),
    (r"ts|tz|dz|s|z", ("S",)),
    (r"x", ("KS", "H")),
    (r"h$", ("", "H")),
    (r"h", ("H",)),
    (r"v", ("F", "W")),
    (r"U", ("u", "W")),
    (r"w", ("W",)),
    (r"[bp]", ("B",)),
    (r"f", ("F",)),
    (r"[td]", ("T",)),
    (r"l", ("L",)),
    (r"m", ("M",)),
    (r"n", ("N",)),
    (r"r", ("R",)),
    (r"ou|oo|[ou]", ("u",)),
    (r"[eiyIO]", ("i",)),
    (r"[aA]", ("a",)),
    (r"E", ("",)),
    (r"[0-9]", ("#",)),
]
