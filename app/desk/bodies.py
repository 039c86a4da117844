"""What may be asked at the desk."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas import Candidate, Facility, Language, Mode, NormMetres, NormType, Point
from routing.desk.facility_limits import CANDIDATES, MAX_ADDED

MOST_SITES = 50
MOST_DETAILS = 100


class DeskCoverageBody(BaseModel):
    """Where a kind of facility is missing, and what if some were added or gone."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    facility: Facility
    mode: Mode
    norm_m: NormMetres | None = Field(default=None, description="Left out: the region's norm")
    norm_type: NormType | None = None
    municipality: Annotated[str, Field(max_length=200)] | None = None
    added: Annotated[list[Point], Field(max_length=MAX_ADDED)] = Field(
        default_factory=list, description="What if these were there too?"
    )
    removed: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=MAX_ADDED)] = Field(
        default_factory=list, description="Ids of facilities: what if these were gone?"
    )
    sites: Annotated[int, Field(ge=0, le=MOST_SITES)] = Field(
        default=0, description="Places to propose for the next ones"
    )
    candidates: Annotated[list[Candidate], Field(min_length=1, max_length=len(CANDIDATES))] | None = Field(
        default=None, description="What may be proposed; left out: all of these"
    )
    costs: dict[Candidate, Annotated[float, Field(ge=0, le=1e9)]] | None = Field(
        default=None, description="What a place of each of these kinds costs, in any unit"
    )
    budget: Annotated[float, Field(ge=0, le=1e9)] | None = Field(
        default=None, description="What all places together may cost"
    )
    details: Annotated[int, Field(ge=0, le=MOST_DETAILS)] = Field(
        default=0,
        description="Of how many of the longest gaps to tell whom they concern and how sure they are",
    )
    lines: bool = Field(default=True, description="false: only figures, no gaps as features")
    lang: Language | None = None


class FacilitiesQuery(BaseModel):
    """Which facilities, and how they reach the network of a mode."""

    model_config = ConfigDict(extra="forbid")

    facility: Facility
    mode: Mode
    lang: Language | None = None
