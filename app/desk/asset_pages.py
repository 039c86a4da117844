"""The page on which officers compare their own lists with the map."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from app.api.reading import language_of
from app.budget import Budget, costs
from app.desk.asset_files import MOST_BYTES, AssetList, read_assets
from app.desk.asset_matching import MOST_M, NEAR_M, Matching, match_assets, matching_sheets
from app.desk.listing import MEDIA, write_listing
from app.desk.roles import may_change, requires_role
from app.errors import FieldError, InvalidInput
from app.languages import mark, translate
from app.presenter.words import word
from app.reports.pages import file_answer
from app.services import services
from geodata.regions import load_region, region_names
from geodata.vocabulary import FACILITIES

blueprint = Blueprint("desk_assets", __name__, url_prefix="/desk")
_SHOWN = 100


@blueprint.get("/assets")
def form() -> str:
    """Show the form."""
    return _page({}, ())


@blueprint.post("/assets")
@requires_role("officer")
@costs(Budget.MATCHING)
def compare() -> Response | str | tuple[str, int]:
    """Compare a list with the map."""
    request.max_content_length = MOST_BYTES + 64 * 1024
    language = language_of(request)
    given = {name: request.form.get(name, "")[:40] for name in ("kind", "near_m", "as")}
    try:
        listed, found = _compared(given, language)
    except InvalidInput as invalid:
        return _page(given, invalid.errors), 422
    sheets = matching_sheets(found, language)
    if given["as"] in MEDIA:
        attribution = services().datasets.current().manifest["attribution"]
        content = write_listing(given["as"], sheets, attribution)
        return file_answer(content, MEDIA[given["as"]], f"assets.{given['as']}")
    return _page(given, (), unplaced=listed.unplaced, count=len(listed.assets), sheets=sheets)


def _compared(given: dict[str, str], language: str) -> tuple[AssetList, Matching]:
    dataset = services().datasets.current()
    kind = given["kind"] if given["kind"] in FACILITIES else ""
    try:
        near_m = float(given["near_m"] or NEAR_M)
    except ValueError:
        near_m = -1.0
    if not 1 <= near_m <= MOST_M:
        text = translate(language, mark("give 1 to {most} metres"), {"most": f"{MOST_M:g}"})
        raise InvalidInput([FieldError("near_m", text)])
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise InvalidInput([FieldError("file", translate(language, mark("choose a file")))])
    region = dataset.manifest["region"]
    crs = load_region(region).crs if region in region_names() else "EPSG:28992"
    listed = read_assets(sent.read(MOST_BYTES + 1), sent.filename, crs, kind, language)
    return listed, match_assets(dataset, listed.assets, near_m)


def _page(given: dict[str, str], errors: tuple[FieldError, ...], **values: Any) -> str:
    language = language_of(request)
    return render_template(
        "assets.html",
        given={"near_m": f"{NEAR_M:g}"} | {name: value for name, value in given.items() if value},
        wrong={error.field: error.message for error in errors},
        kinds=[(name, word(language, "facility", name)) for name in FACILITIES],
        may_change=may_change(),
        shown=_SHOWN,
        **values,
    )
