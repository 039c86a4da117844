"""What may be sent to report something."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas import Language
from app.field_reports.kinds import KINDS, MOST_NOTE

if TYPE_CHECKING:
    Kind = str
else:
    Kind = Literal[tuple(KINDS)]


class FieldReportBody(BaseModel):
    """Something seen at a place. It is told on once somebody has looked at it; photos go with the page's form."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    kind: Kind
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    note: Annotated[str, Field(max_length=MOST_NOTE)] = ""
    tour: Annotated[str, Field(max_length=32)] = Field(
        default="", description="Id of the tour it was seen on"
    )
    lang: Language | None = None
