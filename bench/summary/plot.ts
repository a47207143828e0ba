/** The requests that an upstream got in each slot of time, from one library. */
export interface Panel {
  readonly name: string;
  readonly ours: boolean;
  /** Requests per second. */
  readonly load: readonly number[];
  /** What is written beside the name. */
  readonly text: string;
}

export interface LoadPlot {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly panels: readonly Panel[];
  /** Requests per second when nothing is wrong. */
  readonly normal: number;
  readonly slotMs: number;
  /** In ms. */
  readonly fault: readonly [from: number, until: number];
}

export interface Bar {
  readonly name: string;
  readonly ours: boolean;
  readonly value: number;
  readonly text: string;
}

export interface BarPlot {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly groups: readonly {
    readonly axis: string;
    /** The best first. */
    readonly bars: readonly Bar[];
    /** Where a line is drawn, and what it says. */
    readonly mark?: Pick<Bar, 'value' | 'text'> | undefined;
  }[];
}

// Narrow, with large letters: on a phone a picture is shown at two thirds of its size.
const WIDTH = 560;
const EDGE = 16;

// A background of its own: the page around the picture may be dark where the reader's system is light.
const STYLE = `<style>
text { font-family: system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; font-size: 15px; fill: #1f2630; }
.ground { fill: #fff; stroke: #d5dae1; } .title { font-size: 20px; font-weight: 600; } .small { font-size: 14px; fill: #56606d; }
.mine { fill: #08693f; font-weight: 700; } .area { fill: #c26a45; } .area.mine { fill: #0b8a55; }
.value { paint-order: stroke; stroke: #fff; stroke-width: 4px; } .outage { fill: #8893a1; opacity: .2; } .line { stroke: #d5dae1; } .curve { fill: none; stroke: #c26a45; stroke-width: 2; } .base { stroke: #8893a1; } .mark { stroke: #3b4450; stroke-dasharray: 4 3; }
@media (prefers-color-scheme: dark) {
.ground { fill: #0d1117; stroke: #30363d; } .value { stroke: #0d1117; } text { fill: #e6ebf1; } .small { fill: #a5b0bd; } .mine { fill: #4ade9b; }
.area { fill: #d9805a; } .area.mine { fill: #2fbf7f; } .line { stroke: #30363d; } .base { stroke: #6b7683; } .mark { stroke: #c3ccd6; }
}
</style>`;

const PANEL = { left: 54, width: 230, height: 84, gapX: 24, gapY: 58 };

/** What an upstream has to bear over an outage: a small panel for each library, all on one scale. */
export function drawLoad({ title, subtitle, panels, normal, slotMs, fault: [from, until] }: LoadPlot): string {
  const top = headHeight(subtitle) + 58;
  const rows = Math.ceil(panels.length / 2);
  const most = Math.max(normal, ...panels.flatMap(({ load }) => load));
  const parts = panels.map(({ name, ours, load, text }, n) => {
    const x = PANEL.left + (n % 2) * (PANEL.width + PANEL.gapX);
    const y = top + Math.floor(n / 2) * (PANEL.height + PANEL.gapY);
    const bottom = y + PANEL.height;
    const atX = (ms: number) => round(x + (ms / slotMs / load.length) * PANEL.width);
    const atY = (requests: number) => round(bottom - (requests / most) * PANEL.height);
    const outline = load.map((count, slot) => `L${atX(slot * slotMs)} ${atY(count)}H${atX((slot + 1) * slotMs)}`);
    const ticks = n % 2 === 0 ? [0, normal, most] : [];
    return `<g><title>${inXml(name)}: ${inXml(text)}</title>
<rect class="outage" x="${atX(from)}" y="${y}" width="${round(atX(until) - atX(from))}" height="${PANEL.height}"/>
<path class="area${mine(ours)}" d="M${x} ${bottom}${outline.join('')}V${bottom}Z"/>
<path class="mark" d="M${x} ${atY(normal)}h${PANEL.width}"/><path class="base" d="M${x} ${bottom}h${PANEL.width}"/>
<text class="name${mine(ours)}" x="${x}" y="${y - 8}">${inXml(name)}</text>
<text class="small" x="${x + PANEL.width}" y="${y - 8}" text-anchor="end">${inXml(text)}</text>
${ticks.map((tick) => `<text class="small" x="${x - 6}" y="${atY(tick) + 5}" text-anchor="end">${Math.round(tick)}</text>`).join('')}
${[from, until].map((ms) => `<text class="small" x="${atX(ms)}" y="${bottom + 17}" text-anchor="middle">${(ms - from) / 1_000}</text>`).join('')}
<text class="small" x="${x + PANEL.width}" y="${bottom + 17}" text-anchor="end">seconds</text></g>`;
  });
  parts.push(`<text class="small" x="${EDGE}" y="${top - 36}">requests per second</text>`);
  return picture(top + rows * (PANEL.height + PANEL.gapY) - 22, title, subtitle, parts);
}

const BAR = { step: 28, height: 20, left: 176 };

/** Bars from the best to the worst, each with its name and its figure. */
export function drawBars({ title, subtitle, groups }: BarPlot): string {
  const parts: string[] = [];
  let y = headHeight(subtitle);
  for (const { axis, bars, mark } of groups) {
    const full = WIDTH - BAR.left - EDGE - 76;
    const most = Math.max(...bars.map(({ value }) => value), mark?.value ?? 0) || 1;
    const lengthOf = (value: number) => round((value / most) * full);
    y += 22;
    parts.push(`<text class="small" x="${BAR.left}" y="${y}">${inXml(axis)}</text>`);
    y += 12;
    const first = y;
    const figures: string[] = [];
    for (const { name, ours, value, text } of bars) {
      parts.push(`<text class="name${mine(ours)}" x="${BAR.left - 10}" y="${y + 15}" text-anchor="end">${inXml(name)}</text>
<rect class="area${mine(ours)}" x="${BAR.left}" y="${y}" width="${Math.max(1, lengthOf(value))}" height="${BAR.height}" rx="2"/>`);
      figures.push(
        `<text class="value${mine(ours)}" x="${BAR.left + lengthOf(value) + 8}" y="${y + 15}">${inXml(text)}</text>`,
      );
      y += BAR.step;
    }
    if (mark !== undefined) {
      const x = BAR.left + lengthOf(mark.value);
      parts.push(
        `<path class="mark" d="M${x} ${first - 4}V${y + 2}"/><text class="small" x="${x}" y="${y + 16}" text-anchor="middle">${inXml(mark.text)}</text>`,
      );
      y += 18;
    }
    // Above the line, which must not cross them out.
    parts.push(...figures);
    y += 8;
  }
  return picture(y + 6, title, subtitle, parts);
}

export interface Curve {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly x: Axis;
  readonly y: Axis;
  /** In the order of the line. */
  readonly points: readonly { readonly name: string; readonly ours: boolean; readonly x: number; readonly y: number }[];
}

interface Axis {
  readonly label: string;
  readonly show: (value: number) => string;
}

const CURVE = { left: 76, width: 440, height: 230 };

/** What one setting after the other makes of two figures of which one can only be had at the cost of the other. */
export function drawCurve({ title, subtitle, x, y, points }: Curve): string {
  const top = headHeight(subtitle) + 44;
  const bottom = top + CURVE.height;
  const [ticksX, ticksY] = [ticksTo(points.map((point) => point.x)), ticksTo(points.map((point) => point.y))];
  const [mostX, mostY] = [ticksX.at(-1) as number, ticksY.at(-1) as number];
  const atX = (value: number) => round(CURVE.left + (value / mostX) * CURVE.width);
  const atY = (value: number) => round(bottom - (value / mostY) * CURVE.height);
  const path = points.map((point, n) => `${n === 0 ? 'M' : 'L'}${atX(point.x)} ${atY(point.y)}`).join('');
  const parts = [
    `<text class="small" x="${EDGE}" y="${top - 20}">${inXml(y.label)}</text>`,
    ...ticksY.map(
      (tick) => `<path class="line" d="M${CURVE.left} ${atY(tick)}h${CURVE.width}"/>
<text class="small" x="${CURVE.left - 8}" y="${atY(tick) + 5}" text-anchor="end">${inXml(y.show(tick))}</text>`,
    ),
    ...ticksX.map(
      (tick) =>
        `<text class="small" x="${atX(tick)}" y="${bottom + 19}" text-anchor="middle">${inXml(x.show(tick))}</text>`,
    ),
    `<text class="small" x="${CURVE.left + CURVE.width}" y="${bottom + 42}" text-anchor="end">${inXml(x.label)}</text>`,
    `<path class="base" d="M${CURVE.left} ${bottom}h${CURVE.width}"/><path class="curve" d="${path}"/>`,
    ...namedOnce(points).map(({ name, ours, x, y }) => {
      // Beyond the middle a name stands before its point, to stay in the picture.
      const isRight = x > mostX * 0.6;
      return `<circle class="area${mine(ours)}" cx="${atX(x)}" cy="${atY(y)}" r="6"/>
<text class="value${mine(ours)}" x="${atX(x) + (isRight ? -11 : 11)}" y="${atY(y) - 8}" text-anchor="${isRight ? 'end' : 'start'}">${inXml(name)}</text>`;
    }),
  ];
  return picture(bottom + 58, title, subtitle, parts);
}

/** Round values from zero on, the last of which is not exceeded. */
function ticksTo(values: readonly number[]): number[] {
  const most = Math.max(...values);
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power * 5 >= most) as number) * power;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, n) => n * step);
}

/** Points in the same place get one name. */
function namedOnce(points: Curve['points']): Curve['points'] {
  const places = new Map<string, Curve['points'][number]>();
  for (const point of points) {
    const at = `${point.x} ${point.y}`;
    const before = places.get(at);
    places.set(
      at,
      before === undefined
        ? point
        : { ...before, name: `${before.name}, ${point.name}`, ours: before.ours || point.ours },
    );
  }
  return [...places.values()];
}

const headHeight = (subtitle: readonly string[]): number => 40 + subtitle.length * 19;

function picture(height: number, title: string, subtitle: readonly string[], parts: readonly string[]): string {
  const lines = subtitle.map((line, n) => `<text class="small" x="${EDGE}" y="${56 + n * 19}">${inXml(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${inXml([title, ...subtitle].join('. '))}">
${STYLE}
<rect class="ground" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>
<text class="title" x="${EDGE}" y="33">${inXml(title)}</text>${lines.join('')}
${parts.join('\n')}
</svg>
`;
}

const mine = (ours: boolean): string => (ours ? ' mine' : '');
const round = (value: number): number => Math.round(value * 10) / 10;
const inXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
