"""What pyproject.toml cannot say: constraints.txt travels in the package, and what draws charts in a browser.

`purbeck doctor` reads the one, `purbeck publish` the other; in an editable install they are found in the checkout.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from shutil import copyfile

from setuptools import setup
from setuptools.command.build_py import build_py

SCRIPTS = Path("purbeck/publication/browser_scripts.py")


class BuildWithMore(build_py):
    """Copies the tested versions beside the modules, and Vega where `npm ci` was run here."""

    def run(self) -> None:
        """Build as ever, then add the files."""
        super().run()
        if self.editable_mode:
            return
        copyfile("constraints.txt", Path(self.build_lib) / "purbeck" / "constraints.txt")
        for name, text in runpy.run_path(str(SCRIPTS))["made_of"](Path()).items():
            (Path(self.build_lib) / SCRIPTS.with_name("browser") / name).write_text(
                text, encoding="utf-8", newline="\n"
            )


setup(cmdclass={"build_py": BuildWithMore})
