"""The charts of the pack, drawn with hairlines; floats here are places on paper, never figures."""

from collections.abc import Callable
from math import ceil

from reportlab.graphics.shapes import Drawing, Line, Polygon, PolyLine, Rect, String
from reportlab.pdfbase.pdfmetrics import stringWidth

from workingcapital.facts import Fact
from workingcapital.pack.figure import written
from workingcapital.pack.section import Plot
from workingcapital.pack.typeface import DEEP, HAIR, INK, PALE, QUIET, WARM, drawable, faces

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 481.0, 132.0, 46.0, 20.0, 14.0
_COLOURS = (DEEP, WARM)
_SIZE = 6.2
Scale = Callable[[float], float]


def drawing(plot: Plot) -> Drawing:
    """The chart of a section."""
    faces()
    canvas = Drawing(WIDTH, HEIGHT)
    {"bars": _bars, "steps": _steps, "band": _band}[plot.kind](canvas, plot)
    return canvas


def _bars(canvas: Drawing, plot: Plot) -> None:
    values = [_height(fact) for _, facts in plot.series for fact in facts]
    y = _axis(canvas, min(0.0, *values), max(values), "m" if max(values) > 2e6 else "k")
    slot = (WIDTH - LEFT) / len(plot.labels)
    wide = slot * 0.62 / len(plot.series)
    for place, label in enumerate(plot.labels):
        _text(canvas, LEFT + slot * (place + 0.5), 6, label, QUIET)
        for order, (_, facts) in enumerate(plot.series):
            height = _height(facts[place])
            x = LEFT + slot * (place + 0.19) + wide * order
            _text(canvas, x + wide / 2, max(y(0), y(height)) + 2.5, _brief(height), QUIET)
            canvas.add(Rect(x, min(y(0), y(height)), wide - 1.5, abs(y(height) - y(0)), fillColor=_COLOURS[order],
                            strokeColor=None))  # fmt: skip
    canvas.add(Line(LEFT, y(0), WIDTH, y(0), strokeColor=INK, strokeWidth=0.5))
    _legend(canvas, [name for name, _ in plot.series])


def _steps(canvas: Drawing, plot: Plot) -> None:
    """A bridge: totals stand on the floor, each step hangs where the one before ended."""
    [(_, facts)] = plot.series
    heights = [_height(fact) for fact in facts]
    ends = [heights[0]]
    for step in heights[1:-1]:
        ends.append(ends[-1] + step)
    tops = [*ends, heights[-1]]
    low = max(0.0, min(tops) - (max(tops) - min(tops)) * 3 - 1)
    y = _axis(canvas, low, max(tops), "")
    slot = (WIDTH - LEFT) / len(plot.labels)
    for place, label in enumerate(plot.labels):
        whole = place in (0, len(tops) - 1)
        start = low if whole else tops[place - 1]
        bottom, top = sorted((y(start), y(tops[place])))
        x = LEFT + slot * (place + 0.2)
        colour = DEEP if whole else WARM
        canvas.add(Rect(x, bottom, slot * 0.6, max(top - bottom, 0.6), fillColor=colour, strokeColor=None))
        if place < len(tops) - 1:
            canvas.add(Line(x, y(tops[place]), x + slot * 1.2, y(tops[place]), strokeColor=QUIET, strokeWidth=0.3))
        _text(canvas, x + slot * 0.3, top + 3, written(facts[place]), INK)
        _text(canvas, x + slot * 0.3, 6, label, QUIET)
    if low > 0:
        _text(canvas, 0, 6, "axis cut", QUIET, "start")


def _band(canvas: Drawing, plot: Plot) -> None:
    lines = {name: [_height(fact) for fact in facts] for name, facts in plot.series}
    values = [value for each in lines.values() for value in each]
    y = _axis(canvas, min(0.0, *values), max(values), "m" if max(values) > 2e6 else "k")
    step = (WIDTH - LEFT - 30) / (len(plot.labels) - 1)
    xs = [LEFT + 15 + step * place for place in range(len(plot.labels))]
    edge = [*zip(xs, lines["P90"], strict=True), *reversed(list(zip(xs, lines["P10"], strict=True)))]
    canvas.add(Polygon([c for x, v in edge for c in (x, y(v))], fillColor=PALE, strokeColor=None))
    middle = [c for x, v in zip(xs, lines["P50"], strict=True) for c in (x, y(v))]
    canvas.add(PolyLine(middle, strokeColor=DEEP, strokeWidth=1.4))
    floor = y(lines["Floor"][0])
    canvas.add(Line(LEFT, floor, WIDTH, floor, strokeColor=WARM, strokeWidth=0.8, strokeDashArray=[3, 2]))
    _text(canvas, WIDTH, floor + 3, "floor", WARM, "end")
    for x, label in list(zip(xs, plot.labels, strict=True))[::2]:
        _text(canvas, x, 6, label[5:], QUIET)
    _text(canvas, WIDTH, HEIGHT - 6, "closing balance: P50 and the band from P10 to P90", QUIET, "end")


def _axis(canvas: Drawing, low: float, high: float, scale: str) -> Scale:
    """Hairlines at round values, and where a value stands on paper."""
    span = (high - low) or 1.0
    factor = (HEIGHT - BOTTOM - TOP) / span

    def place(value: float) -> float:
        return BOTTOM + (value - low) * factor

    size = _round_step(span / 4)
    tick = ceil(low / size) * size + 0.0
    while tick <= high:
        canvas.add(Line(LEFT, place(tick), WIDTH, place(tick), strokeColor=HAIR, strokeWidth=0.35))
        _text(canvas, LEFT - 5, place(tick) - 2.2, _tick(tick, scale), QUIET, "end")
        tick += size
    return place


def _round_step(rough: float) -> float:
    power = 10.0 ** (len(str(int(rough))) - 1) if rough >= 1 else 0.1
    return next(power * step for step in (1, 2, 2.5, 5, 10, 100) if power * step >= rough)


def _tick(value: float, scale: str) -> str:
    number = (value or 0.0) / {"m": 1e6, "k": 1e3}.get(scale, 1)
    return f"{number:,.10g}{scale if number else ''}".replace("-", "−")


def _brief(value: float) -> str:
    return f"{value / 1e3:,.0f}k".replace("-", "−") if abs(value) >= 500 else "0"


def _legend(canvas: Drawing, names: list[str]) -> None:
    x = WIDTH
    for order, name in reversed(list(enumerate(names))):
        _text(canvas, x, HEIGHT - 7, name, QUIET, "end")
        x -= stringWidth(name, faces()[0], _SIZE) + 9
        canvas.add(Rect(x, HEIGHT - 7, 5, 5, fillColor=_COLOURS[order], strokeColor=None))
        x -= 12


def _text(canvas: Drawing, x: float, y: float, text: str, colour: object, anchor: str = "middle") -> None:
    canvas.add(String(x, y, drawable(text), fontName=faces()[0], fontSize=_SIZE, fillColor=colour, textAnchor=anchor))


def _height(fact: Fact) -> float:
    return float(fact.decimal())
