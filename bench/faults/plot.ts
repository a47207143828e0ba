import type { Result } from './run.ts';
import { LOAD_SLOT_MS } from './run.ts';

/** One line of a picture. */
export interface Line {
  readonly name: string;
  readonly ours: boolean;
  readonly value: number;
  readonly text: string;
}

const STYLE = `<style>
  svg { font-family: system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; }
  text { fill: #333d4a; font-size: 12px; } .title { font-size: 17px; font-weight: 600; } .small { font-size: 11px; fill: #66707d; }
  .ours { fill: #0b7a4b; font-weight: 600; } .area { fill: #b4532a; opacity: .85; } .area.ours { fill: #0b7a4b; }
  .outage { fill: #8893a1; opacity: .18; } .normal { stroke: #66707d; stroke-dasharray: 3 3; } .base { stroke: #8893a1; }
  @media (prefers-color-scheme: dark) {
    text { fill: #d9dfe7; } .small { fill: #9aa5b3; } .normal { stroke: #9aa5b3; }
    .ours, .area.ours { fill: #3ecf8e; } .area { fill: #e8895c; }
  }
</style>`;

const COLUMNS = 3;
const PANEL = { width: 270, height: 96, gapX: 24, gapY: 50 };
const TOP = 70;
const LEFT = 14;

/** What the upstream has to bear over an outage: a small panel for each contender, all on one scale. */
export function loadPlot(
  title: string,
  subtitle: string,
  panels: readonly {
    readonly name: string;
    readonly ours: boolean;
    readonly result: Result;
  }[],
  normal: number,
): string {
  const rows = Math.ceil(panels.length / COLUMNS);
  const width = 2 * LEFT + COLUMNS * PANEL.width + (COLUMNS - 1) * PANEL.gapX;
  const height = TOP + rows * (PANEL.height + PANEL.gapY);
  const top = Math.max(...panels.flatMap(({ result }) => result.load.slots)) / normal;
  const parts = panels.map(({ name, ours, result }, n) => {
    const { fault, load } = result;
    const x = LEFT + (n % COLUMNS) * (PANEL.width + PANEL.gapX);
    const y = TOP + Math.floor(n / COLUMNS) * (PANEL.height + PANEL.gapY) + 18;
    const stepX = PANEL.width / load.slots.length;
    const atX = (ms: number) => round(x + ((ms - load.from) / LOAD_SLOT_MS) * stepX);
    const atY = (times: number) => round(y + PANEL.height * (1 - times / top));
    const bottom = y + PANEL.height;
    const outline = load.slots
      .map((count, slot) => `L${round(x + slot * stepX)} ${atY(count / normal)}H${round(x + (slot + 1) * stepX)}`)
      .join('');
    return `<g><title>${name}: ${result.requestsPerCall.toFixed(2)} requests per call during the outage</title>
<rect class="outage" x="${atX(fault.from)}" y="${y}" width="${round(atX(fault.until) - atX(fault.from))}" height="${PANEL.height}"/>
<path class="area${ours ? ' ours' : ''}" d="M${x} ${bottom}${outline}V${bottom}Z"/>
<path class="normal" d="M${x} ${atY(1)}h${PANEL.width}"/><path class="base" d="M${x} ${bottom}h${PANEL.width}"/>
<text class="${ours ? 'ours' : ''}" x="${x}" y="${y - 6}">${name}</text>
<text class="small" x="${x + PANEL.width}" y="${y - 6}" text-anchor="end">${result.requestsPerCall.toFixed(2)}x</text></g>`;
  });
  return svg(width, height, title, subtitle, parts);
}

/** Bars from the longest to the shortest, with a mark where bare fetch stands. */
export function barPlot(title: string, subtitle: string, lines: readonly Line[], mark: number | undefined): string {
  const width = 860;
  const nameWidth = 190;
  const full = width - nameWidth - 2 * LEFT - 60;
  const most = Math.max(...lines.map(({ value }) => value), mark ?? 0);
  const sorted = [...lines].sort((a, b) => b.value - a.value);
  const parts = sorted.map(({ name, ours, value, text }, n) => {
    const y = TOP + n * 26;
    const length = round((value / most) * full);
    return `<text class="${ours ? 'ours' : ''}" x="${LEFT + nameWidth - 10}" y="${y + 14}" text-anchor="end">${name}</text>
<rect class="area${ours ? ' ours' : ''}" x="${LEFT + nameWidth}" y="${y}" width="${length}" height="19" rx="2"/>
<text x="${LEFT + nameWidth + length + 6}" y="${y + 14}">${text}</text>`;
  });
  const height = TOP + lines.length * 26 + 14;
  if (mark !== undefined) {
    const x = round(LEFT + nameWidth + (mark / most) * full);
    parts.push(`<path class="normal" d="M${x} ${TOP - 6}V${height - 12}"/>`);
  }
  return svg(width, height, title, subtitle, parts);
}

const svg = (width: number, height: number, title: string, subtitle: string, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}. ${subtitle}">
${STYLE}
<text class="title" x="${LEFT}" y="26">${title}</text><text class="small" x="${LEFT}" y="46">${subtitle}</text>
${parts.join('\n')}
</svg>
`;

const round = (value: number): number => Math.round(value * 10) / 10;

interface Axis {
  readonly label: string;
  readonly show: (value: number) => string;
}

/** Two measures against each other, a point for each value of a parameter. */
export interface CurvePanel {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly points: readonly { readonly x: number; readonly y: number; readonly name: string; readonly ours: boolean }[];
}

const CURVE = { width: 390, height: 170, gapX: 60, gapY: 96, columns: 2, left: 56 };

/** Small panels, each with scales of its own: what is read off them is which way a curve bends, and where we are on it. */
export function curvePlot(title: string, subtitle: string, panels: readonly CurvePanel[]): string {
  const { width, height, gapX, gapY, columns, left } = CURVE;
  const parts = panels.map(({ title: name, x: xAxis, y: yAxis, points }, n) => {
    const x0 = left + (n % columns) * (width + gapX);
    const y0 = TOP + Math.floor(n / columns) * (height + gapY) + 36;
    const [atX, xEnds] = scale(
      points.map(({ x }) => x),
      x0,
      x0 + width,
    );
    const [atY, yEnds] = scale(
      points.map(({ y }) => y),
      y0 + height,
      y0,
    );
    const line = points.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${atX(x)} ${atY(y)}`).join('');
    const dots = points.map(({ x, y, name: value, ours }) => {
      const text = `${value}: ${xAxis.show(x)}, ${yAxis.show(y)}`;
      const own = ours ? ' ours' : '';
      return `<circle class="area${own}" cx="${atX(x)}" cy="${atY(y)}" r="${ours ? 6 : 4}"><title>${text}</title></circle>
<text class="small${own}" x="${round(atX(x) + 8)}" y="${round(atY(y) - 6)}">${value}</text>`;
    });
    return `<g><text x="${x0}" y="${y0 - 34}">${name}</text><text class="small" x="${x0}" y="${y0 - 18}">↑ ${yAxis.label}</text>
<path class="base" fill="none" d="M${x0} ${y0 - 8}V${y0 + height + 8}H${x0 + width}"/>
${yEnds.map((y) => `<text class="small" x="${x0 - 6}" y="${atY(y) + 4}" text-anchor="end">${yAxis.show(y)}</text>`).join('')}
${xEnds.map((x) => `<text class="small" x="${atX(x)}" y="${y0 + height + 24}" text-anchor="middle">${xAxis.show(x)}</text>`).join('')}
<text class="small" x="${x0 + width}" y="${y0 + height + 40}" text-anchor="end">${xAxis.label} →</text>
<path class="normal" fill="none" d="${line}"/>${dots.join('')}</g>`;
  });
  const rows = Math.ceil(panels.length / columns);
  return svg(left + columns * (width + gapX), TOP + rows * (height + gapY), title, subtitle, parts);
}

/** From the least to the most of the values, with a little room on either side. */
function scale(values: readonly number[], from: number, to: number): [at: (value: number) => number, ends: number[]] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least === most) return [() => round((from + to) / 2), [least]];
  const room = (to - from) * 0.08;
  const at = (value: number) => round(from + room + ((value - least) / (most - least)) * (to - from - 2 * room));
  return [at, [least, most]];
}
