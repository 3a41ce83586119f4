"""What charts are explored with in a browser: Vega as one classic script, its licences, our script."""

from __future__ import annotations

import json
import re
from pathlib import Path

# setup.py runs this module by itself, to put Vega into a wheel: it may import nothing but the standard library.

FOLDER = Path(__file__).with_name("browser")
CHECKOUT = Path(__file__).parents[2]
OURS, VEGA, LICENCES = "explore.js", "vega.js", "vega-licences.txt"
NOTICE = f"/* Vega and its interpreter, unchanged but for how they are joined. Their licences: {LICENCES} */\n"
LICENCES_HEAD = f"The packages that {VEGA} is made of, and that came with them, under their licences.\n"
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
TAKES = re.compile(r"^import (\{[^}]*\}) from 'vega-util';$", re.MULTILINE)
GIVES = "export { expression as expressionInterpreter };"


def scripts() -> dict[str, str]:
    """The files beside a page by name; none where Vega did not come with the program: charts then stay as they are drawn."""
    if (FOLDER / VEGA).is_file():
        found = {name: (FOLDER / name).read_text(encoding="utf-8") for name in (VEGA, LICENCES)}
    else:
        found = made_of(CHECKOUT)
    return {OURS: (FOLDER / OURS).read_text(encoding="utf-8"), **found} if found else {}


def made_of(checkout: Path) -> dict[str, str]:
    """Vega and its licences from what `npm ci` put into a checkout; {} where it was not run there.

    Raises ValueError where what is there is not of the form that can be joined.
    """
    vega = checkout / "node_modules" / "vega" / "build" / "vega.min.js"
    interpreter = checkout / "node_modules" / "vega-interpreter" / "build" / "vega-interpreter.js"
    if not (vega.is_file() and interpreter.is_file()):
        return {}
    joined = NOTICE + vega.read_text(encoding="utf-8") + _classic(interpreter.read_text(encoding="utf-8"))
    return {VEGA: SOURCE_MAP.sub("", joined), LICENCES: _licences(checkout)}


def _classic(module: str) -> str:
    """The interpreter, which is published as a module only: it takes from Vega what it would import, and is put there.

    A page opened from disk may not load modules.
    """
    inside, taken = TAKES.subn(r"const \1 = vega;", module)
    inside = inside.replace(GIVES, "vega.expressionInterpreter = expression;")
    if taken != 1 or re.search(r"^(import|export)\b", inside, re.MULTILINE):
        raise ValueError(
            "vega-interpreter is not of the form expected: one import of vega-util, one export of expressionInterpreter. "
            "Run npm ci for the version in package-lock.json, or change TAKES and GIVES in browser_scripts.py."
        )
    return f"\n(function (vega) {{\n{inside}\n}})(globalThis.vega);\n"


def _licences(checkout: Path) -> str:
    """Every licence once, with the packages under it."""
    lock = json.loads((checkout / "package-lock.json").read_text(encoding="utf-8"))
    under: dict[str, list[str]] = {}
    for path, package in sorted(lock["packages"].items()):
        if not path or package.get("dev"):
            continue
        texts = sorted(f for f in (checkout / path).iterdir() if f.name.lower().startswith("licen"))
        if not texts:
            raise ValueError(f"{path} has no licence, so it cannot be handed on. Run npm ci again, or leave it out.")
        name = f"{path.removeprefix('node_modules/')} {package['version']}"
        under.setdefault("\n\n".join(f.read_text(encoding="utf-8").strip() for f in texts), []).append(name)
    return "\n\n".join([LICENCES_HEAD, *(f"== {', '.join(names)}\n\n{text}" for text, names in under.items())]) + "\n"
