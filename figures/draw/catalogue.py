"""Lists every picture of the book: who draws it, and into which files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType

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


_CHARTS = (
    *(hub_timeline, cohort_months, expert_path, cohort_growth, theory_of_change, practice_matrix),
    *(showcase_attendance, selection_funnel, money_by_source, planned_and_delivered, how_it_works),
)


def _chart(module: ModuleType) -> tuple[str, Picture]:
    """Return the name of a chart, which is that of its module, and its files."""
    name = module.__name__.rpartition(".")[2].replace("_", "-")
    # Html and epub take the SVG; LaTeX cannot, and takes the PNG that stands beside it.
    files = (f"{name}.svg", f"{name}-wide.svg", {f"{name}.png": CHART_PIXELS})
    return name, Picture(module.draw, *files)


PICTURES: dict[str, Picture] = {
    "practitioners-hub-experts": Picture(
        illustration.draw,
        "practitioners-hub-experts.svg",
        rasters={"practitioners-hub-experts.png": ILLUSTRATION_PIXELS},
    ),
    **dict(map(_chart, _CHARTS)),
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
