"""The parts of the desk, as :mod:`app.parts` lists them."""

from flask import Flask

from app.closures import api as closures
from app.closures.bodies import ClosureBody
from app.desk import api as desk_api
from app.desk import asset_pages
from app.desk import lists as desk_lists
from app.desk import pages as desk_pages
from app.desk.bodies import DeskCoverageBody
from app.field_reports import api as field_reports_api
from app.field_reports import pages as field_reports
from app.field_reports.bodies import FieldReportBody
from app.ogc import pages as ogc
from app.part import Part
from app.reports import pages as reports


def _closures(app: Flask) -> None:
    app.register_blueprint(closures.blueprint)


def _field_reports(app: Flask) -> None:
    app.register_blueprint(field_reports_api.blueprint)
    app.register_blueprint(field_reports.blueprint)


def _desk(app: Flask) -> None:
    app.register_blueprint(desk_api.blueprint)
    app.register_blueprint(desk_pages.blueprint)
    app.register_blueprint(desk_lists.blueprint)
    app.register_blueprint(asset_pages.blueprint)
    app.register_blueprint(reports.blueprint)


def _ogc(app: Flask) -> None:
    app.register_blueprint(ogc.blueprint)


OGC = Part("OGC API - Features", _ogc)
DESK = Part("desk", _desk, desk_api.paths, desk_api.SCHEMAS, (DeskCoverageBody,))
CLOSURES = Part(
    "closures", _closures, closures.paths, closures.SCHEMAS, (ClosureBody,),
    {"desk": "What officers see, and what they change at once"},
)  # fmt: skip
FIELD_REPORTS = Part(
    "field reports", _field_reports, field_reports_api.paths, field_reports_api.SCHEMAS, (FieldReportBody,),
    {"field": "What people report from the field"},
)  # fmt: skip
PARTS = (DESK, CLOSURES, FIELD_REPORTS, OGC)
