"""The settings that LibreOffice starts with: nothing runs, nothing is fetched, nothing updated.

Names as in LibreOffice's officecfg/registry/schema; those that a version does not know are
passed over by it. Nothing of the user's own profile is ever used.
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

_COMMON = "/org.openoffice.Office.Common"
_WRITER = "/org.openoffice.Office.Writer"

SETTINGS: tuple[tuple[str, str, str], ...] = (
    # Macros and other active content: never, not even signed ones.
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "3"),
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "true"),
    (f"{_COMMON}/Security/Scripting", "DisableActiveContent", "true"),
    (f"{_WRITER}/Filter/Import/VBA", "Load", "false"),
    # Pictures and text from elsewhere: not from servers, not from this machine's other files.
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    (f"{_WRITER}/Content/Update", "Link", "0"),
    (f"{_WRITER}/Content/Update", "Field", "false"),
    (f"{_WRITER}/Content/Update", "Chart", "false"),
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    # Text without a declared encoding is Chinese.
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "zh-CN"),
    ("/org.openoffice.Office.Linguistic/General", "DefaultLocale_CJK", "zh-CN"),
)


def write_profile(folder: Path) -> None:
    """Write a user profile of LibreOffice with `SETTINGS` into a folder, which is made."""
    items = "\n".join(
        f'<item oor:path="{escape(path)}"><prop oor:name="{escape(name)}" oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>"
        for path, name, value in SETTINGS
    )
    user = folder / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}\n</oor:items>\n",
        encoding="utf-8",
    )
