"""The pages for files of one's own; they work without a script."""

from flask import Blueprint, redirect, render_template, request
from werkzeug import Response as AnyResponse
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from app.api.reading import language_of
from app.budget import Budget, costs
from app.closures.current import closure_store, current_closures
from app.errors import FileRefused
from app.languages import mark, translate
from app.matching.api import keep
from app.matching.outline import outline
from app.matching.planning import Wish, match_again, match_file
from app.matching.sent import receive_before, sent_file
from app.presenter import feature, reason_text
from app.presenter.matched import sentence
from app.services import services
from app.tour_links import find_tour
from geodata.vocabulary import MODES

blueprint = Blueprint("matching_pages", __name__, url_prefix="/import")
receive_before(blueprint, "matching_pages.send")


@blueprint.get("")
def form() -> str:
    """Show the form."""
    return _form("")


@blueprint.post("")
@costs(Budget.MATCHING)
def send() -> AnyResponse | tuple[str, int]:
    """Take a file."""
    language = language_of(request)
    dataset = services().datasets.current()
    try:
        data = sent_file()
        mode = _mode()
        planned = match_file(
            dataset, data, services().settings.max_upload_bytes, Wish(mode), language,
            current_closures(dataset, closure_store()),
        )  # fmt: skip
    except FileRefused as error:
        return _form(translate(language, error.text, error.values)), 422
    except (RequestEntityTooLarge, BadRequest) as error:
        return _form(error.description or ""), error.code or 400
    if not planned.tours:
        return _form(reason_text(language, planned.reason or "no_match")), 422
    keep(planned, dataset.version, language)
    return redirect(_address(planned.tours[0][0], language), 303)


@blueprint.get("/<tour_id>")
def result(tour_id: str) -> str:
    """Show what was made of a file."""
    language = language_of(request)
    kept = find_tour(tour_id)
    shown = feature(kept.record, tour_id, language)
    return render_template(
        "import_result.html",
        tour=shown["properties"],
        told=sentence(kept.record, language),
        outline=outline(kept.record["coordinates"]),
        is_round=kept.record["class"] != "one-way",
        on_network=_has_network(kept.record["mode"]),
        moved=any(remark["code"] == "on_network" for remark in shown["properties"].get("remarks", ())),
    )


@blueprint.post("/<tour_id>")
@costs(Budget.MATCHING)
def change(tour_id: str) -> AnyResponse | tuple[str, int]:
    """Make another tour of one made of a file: ``change`` says which, ``loop`` or ``network``."""
    language = language_of(request)
    kept = find_tour(tour_id)
    asked = request.form.get("change")
    if asked not in ("loop", "network"):
        raise BadRequest(translate(language, mark("Choose what to do with the route.")))
    dataset = services().datasets.current()
    wish = Wish(kept.record["mode"], asked == "loop", "junctions" if asked == "network" else "free")
    planned = match_again(dataset, kept.record, wish, current_closures(dataset, closure_store()))
    if not planned.tours:
        return _form(reason_text(language, planned.reason or "no_match")), 422
    keep(planned, dataset.version, language)
    return redirect(_address(planned.tours[0][0], language), 303)


def _mode() -> str:
    asked = request.form.get("mode", MODES[0])
    if asked not in MODES:
        raise BadRequest(translate(language_of(request), mark("Choose how you travel.")))
    return asked


def _form(wrong: str) -> str:
    most = services().settings.max_upload_bytes // 1024**2
    asked = request.form.get("mode") if wrong and not _is_too_large() else None
    return render_template("import.html", wrong=wrong, modes=MODES, mode=asked or MODES[0], most=most)


def _is_too_large() -> bool:
    # The form of a body that was refused must not be read after all.
    return (request.content_length or 0) > (request.max_content_length or 0)


def _has_network(mode: str) -> bool:
    return bool(len(services().datasets.current().networks.within(mode, services().datasets.current().bbox)))


def _address(tour_id: str, language: str) -> str:
    return f"/import/{tour_id}?lang={language}"
