"""Where files that are not code lie: in a checkout, or inside an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent
ROOT = CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else PACKAGE / "_bundled"

CHECKLISTS = ROOT / "checklists"
FLOWCHARTS = ROOT / "flowcharts"
MIGRATIONS = ROOT / "migrations"
TEMPLATES = ROOT / "templates"
CATALOGUES = PACKAGE / "translations"
EXAMPLE = ROOT / "config.example.toml"
