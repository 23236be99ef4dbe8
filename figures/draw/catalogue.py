"""Lists every picture of the book: who draws it, and into which files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hubdata.records import Records

from figures.draw import (
    brand,
    cohort_growth,
    cohort_months,
    experts,
    how_it_works,
    hub_timeline,
    practice_matrix,
    selection_funnel,
    showcase_attendance,
    theory_of_change,
)
from figures.draw.svg import Drawing

# A raster is drawn at twice the size at which a chart is shown, so that it is sharp in print.
CHART_PIXELS = 960
ILLUSTRATION_PIXELS = 1200


@dataclass(frozen=True)
class Picture:
    """One picture: the function that draws it, and its files below figures/.

    `rasters` maps the name of a PNG to its width in pixels.
    """

    draw: Callable[[Records], Drawing]
    svg: str | None = None
    rasters: Mapping[str, int] = field(default_factory=dict)

    @property
    def files(self) -> tuple[str, ...]:
        """Returns the names of all its files."""
        return (*((self.svg,) if self.svg else ()), *self.rasters)


def _figure(name: str, draw: Callable[[Records], Drawing], pixels: int = CHART_PIXELS) -> Picture:
    # Html and epub take the SVG; LaTeX cannot, and takes the PNG that stands beside it.
    return Picture(draw, f"{name}.svg", {f"{name}.png": pixels})


PICTURES: dict[str, Picture] = {
    "practitioners-hub-experts": _figure(
        "practitioners-hub-experts", experts.draw, ILLUSTRATION_PIXELS
    ),
    "hub-timeline": _figure("hub-timeline", hub_timeline.draw),
    "cohort-months": _figure("cohort-months", cohort_months.draw),
    "cohort-growth": _figure("cohort-growth", cohort_growth.draw),
    "theory-of-change": _figure("theory-of-change", theory_of_change.draw),
    "practice-matrix": _figure("practice-matrix", practice_matrix.draw),
    "showcase-attendance": _figure("showcase-attendance", showcase_attendance.draw),
    "selection-funnel": _figure("selection-funnel", selection_funnel.draw),
    "how-it-works": _figure("how-it-works", how_it_works.draw),
    "favicon": Picture(brand.draw_favicon, "brand/favicon.svg"),
    "app-icon": Picture(
        brand.draw_app_icon,
        rasters={
            "brand/apple-touch-icon.png": 180,
            "brand/icon-192.png": 192,
            "brand/icon-512.png": 512,
        },
    ),
    "social-card": Picture(brand.draw_social_card, rasters={"brand/social-card.png": 1200}),
}
