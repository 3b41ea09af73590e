"""dbt's own page with the project's documentation in it, and without whatever would leave the machine.

dbt's page can load a script that counts visits from a content network, and asks for icons by templates that
are not filled in yet. All that goes, and a policy in the page keeps it to what it holds, served or as a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'"
)
# Hosts that dbt's script knows how to call.
OUTSIDE = re.compile(
    r"(?:https?:)?//[\w.-]*(?:cloudfront\.net|sinter-collect\.com|getdbt\.com)[^\"'\s)]*"
    r"|[\w-]+\.sinter-collect\.com"
)
# An icon whose address is still a template: the browser asks for the template before it is filled in.
UNFILLED = re.compile(r"xlink:href=(\\?[\"']\{\{)")
LINKS = re.compile(r"<link\b[^>]*\brel=\"(?:canonical|shortcut icon|icon|preconnect|dns-prefetch)\"[^>]*>")
PLACES = {"manifest": '"MANIFEST.JSON INLINE DATA"', "catalog": '"CATALOG.JSON INLINE DATA"'}


class UnknownPageError(Exception):
    """This version of dbt brings a page that is built otherwise than the one known here."""


def documentation_page(manifest: Mapping[str, Any], catalog: Mapping[str, Any]) -> str:
    """One HTML file with everything in it."""
    from dbt.task.docs import DOCS_INDEX_FILE_PATH

    template = Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")
    missing = [place for place in PLACES.values() if template.count(place) != 1]
    if missing or "<head>" not in template:
        raise UnknownPageError(f"dbt's page has no place for {', '.join(missing) or 'a policy'}")
    page = at_home(template)
    metadata = {**manifest["metadata"], "send_anonymous_usage_stats": False}
    page = page.replace(PLACES["manifest"], _inline({**manifest, "metadata": metadata}))
    return page.replace(PLACES["catalog"], _inline(catalog))


def at_home(template: str) -> str:
    """A page that stays on the machine: no address of others, an icon of nothing, and a policy."""
    quiet = UNFILLED.sub(r"ng-attr-href=\1", OUTSIDE.sub("", LINKS.sub("", template)))
    head = (
        f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}"><link rel="icon" href="data:,">'
    )
    return quiet.replace("<head>", head, 1)


def _inline(content: Mapping[str, Any]) -> str:
    """JSON inside a script: nothing in it may end that script."""
    return json.dumps(content, ensure_ascii=False, default=str).replace("</", "<\\/")
