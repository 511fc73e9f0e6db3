from collections.abc import Iterator

import pytest
from server_process import Served, running


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return one running server, the same for every test of this process."""
    with running(tmp_path_factory.mktemp("served")) as one:
        yield one
