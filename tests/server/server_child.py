"""Serves a page over a home on any free port: `server_child.py PAGE HOME KEY`."""

import sys
from pathlib import Path

from workbench import paths, server
from workbench.ui import downloads

page, home, key = sys.argv[1:]
paths.streamlit_app = lambda: Path(page)
vars(downloads)["_KEY"] = bytes.fromhex(key)
server.serve(Path(home), port=0, open_browser=False)
