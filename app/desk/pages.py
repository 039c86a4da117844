"""The pages of the desk."""

from typing import Any

from flask import Blueprint, render_template, request

from app.api.calls import PREFIX
from app.api.reading import language_of
from app.dataset import Dataset
from app.desk.coverage import norms_of
from app.desk.roles import may_change
from app.desk.words import CANDIDATES, NORM_TYPES, VERDICTS, texts
from app.languages import mark, translate
from app.presenter.words import word
from app.services import services
from geodata.vocabulary import FACILITIES, MODES

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

PAGES = (
    ("/desk", mark("Coverage")),
    ("/desk/overview", mark("Overview")),
    ("/desk/health", mark("Network health")),
    ("/desk/routes", mark("Named routes")),
    ("/desk/parks", mark("Holiday parks")),
    ("/desk/closures", mark("Closures")),
    ("/desk/assets", mark("Own data")),
    ("/field-reports", mark("Reports from the field")),
)
"""Address and English title, in the order of the desk's menu."""


@blueprint.app_context_processor
def _desk_pages() -> dict[str, Any]:
    language = language_of(request)
    return {"desk_pages": [(path, translate(language, title)) for path, title in PAGES]}


@blueprint.get("")
def desk() -> str:
    """Show the desk."""
    return render_template("desk.html", page=desk_page(services().datasets.current()))


def desk_page(dataset: Dataset) -> dict[str, Any]:
    """Return what the scripts of the desk's pages read."""
    language = language_of(request)
    graph = dataset.planner.coverage().graph
    return {
        "lang": language,
        "api": PREFIX,
        "basemap": "/tiles/basemap.pmtiles",
        "region": {"bbox": dataset.bbox, "attribution": list(dataset.manifest["attribution"])},
        "facilities": [{"name": name, "title": word(language, "facility", name)} for name in FACILITIES],
        "modes": [{"name": mode, "title": word(language, "mode", mode)} for mode in MODES],
        "norms": norms_of(dataset, language),
        "municipalities": sorted(graph.municipalities),
        "words": {
            "candidate": texts(CANDIDATES, language),
            "verdict": texts(VERDICTS, language),
            "norm_type": texts(NORM_TYPES, language),
        },
    }


@blueprint.get("/closures")
def closures() -> str:
    """Show what is closed; officers close ways here."""
    return render_template(
        "closures.html", page=desk_page(services().datasets.current()), may_change=may_change()
    )
