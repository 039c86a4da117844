"""What other packages may import from ``routing`` is what stands in its list."""

import routing


def test_the_list_names_what_is_there():
    """Every name of the list exists, the list is in order, and nothing public is missing from it."""
    assert sorted(routing.__all__) == sorted(set(routing.__all__))
    missing = [name for name in routing.__all__ if not hasattr(routing, name)]
    assert missing == []
    modules = {"assembly", "costs", "errors", "graph", "planner", "themes", "types"}
    public = {
        name
        for name, thing in vars(routing).items()
        if not name.startswith("_") and getattr(thing, "__module__", "").rpartition(".")[2] in modules
    }
    assert public <= set(routing.__all__)
