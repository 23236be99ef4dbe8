"""Lists every picture of the book: who draws it, and into which files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from figures.draw import (
    brand,
    cohort_growth,
    cohort_months,
    expert_path,
    how_it_works,
    hub_timeline,
    illustration,
    money_by_source,
    planned_and_delivered,
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

    `wide` is the SVG for where there is room, if it has one. `rasters` maps the name of a PNG to its
    width in pixels.
    """

    draw: Callable[..., Drawing]
    svg: str | None = None
    wide: str | None = None
    rasters: Mapping[str, int] = field(default_factory=dict)

    @property
    def files(self) -> tuple[str, ...]:
        """Returns the names of all its files."""
        return (*filter(None, (self.svg, self.wide)), *self.rasters)


def _chart(name: str, draw: Callable[..., Drawing]) -> Picture:
    # Html and epub take the SVG; LaTeX cannot, and takes the PNG that stands beside it.
    return Picture(draw, f"{name}.svg", f"{name}-wide.svg", {f"{name}.png": CHART_PIXELS})


PICTURES: dict[str, Picture] = {
    "practitioners-hub-experts": Picture(
        illustration.draw,
        "practitioners-hub-experts.svg",
        rasters={"practitioners-hub-experts.png": ILLUSTRATION_PIXELS},
    ),
    "hub-timeline": _chart("hub-timeline", hub_timeline.draw),
    "cohort-months": _chart("cohort-months", cohort_months.draw),
    "expert-path": _chart("expert-path", expert_path.draw),
    "cohort-growth": _chart("cohort-growth", cohort_growth.draw),
    "theory-of-change": _chart("theory-of-change", theory_of_change.draw),
    "practice-matrix": _chart("practice-matrix", practice_matrix.draw),
    "showcase-attendance": _chart("showcase-attendance", showcase_attendance.draw),
    "selection-funnel": _chart("selection-funnel", selection_funnel.draw),
    "money-by-source": _chart("money-by-source", money_by_source.draw),
    "planned-and-delivered": _chart("planned-and-delivered", planned_and_delivered.draw),
    "how-it-works": _chart("how-it-works", how_it_works.draw),
    "favicon": Picture(brand.draw_favicon, "brand/favicon.svg"),
    "app-icon": Picture(
        brand.draw_app_icon,
        rasters={
            "brand/apple-touch-icon.png": 180,
            "brand/icon-192.png": 192,
            "brand/icon-512.png": 512,
        },
    ),
    "cover": Picture(brand.draw_cover, rasters={"brand/cover.png": 900}),
    "social-card": Picture(brand.draw_social_card, rasters={"brand/social-card.png": 1200}),
}
