"""What pyproject.toml cannot say: constraints.txt travels in the package, where `purbeck doctor` reads it."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithConstraints(build_py):
    """Copies the tested versions beside the modules. In an editable install they are found in the checkout."""

    def run(self) -> None:
        """Build as ever, then add the file."""
        super().run()
        if not self.editable_mode:
            copyfile("constraints.txt", Path(self.build_lib) / "purbeck" / "constraints.txt")


setup(cmdclass={"build_py": BuildWithConstraints})
