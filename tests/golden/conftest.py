"""Third-party cases are counted by `tests/conftest.py`.

Mark a test over the entries of a file with `@pytest.mark.vectors("file.json")`: the
line "file.json: N passed / N expected failures / N total" then ends the run, with
several processes too. One test case an entry; expected failures by `pytest.xfail`
or by a strict mark with its reason.
"""
