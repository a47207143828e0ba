/**
 * How the panel looks. Pages change it with custom properties on the element, which their own sheet may set:
 *
 * - surface: `--steady-status-font` (a family), `-background`, `-text`, `-muted`, `-border`, `-radius`
 * - buttons and outlines: `--steady-status-focus`
 * - tones: `--steady-status-info`, `-progress`, `-warning`, `-error`, `-success`
 *
 * and with the parts `region`, `upstream`, `name`, `state`, `number`, `chart`, `failures`, `summary`, `failure`, `copy`. Light or dark is
 * a matter of `color-scheme`, which the element inherits. Nothing moves.
 */
export const STATUS_STYLE = `
:host { display: block; }
[hidden] { display: none !important; }
section {
  --bg: var(--steady-status-background, Canvas);
  --fg: var(--steady-status-text, CanvasText);
  --soft: var(--steady-status-muted, var(--fg));
  --line: var(--steady-status-border, GrayText);
  --info: var(--steady-status-info, #1f6fdc);
  --error: var(--steady-status-error, #d63328);
  color: var(--fg);
  font: 400 .9375rem/1.45 var(--steady-status-font, system-ui, sans-serif);
  text-align: start;
}
@supports (color: light-dark(red, red)) {
  section { --bg: var(--steady-status-background, light-dark(#fff, #22252d)); }
}
@supports (color: color-mix(in srgb, red, red)) {
  section {
    --fg: var(--steady-status-text, color-mix(in srgb, CanvasText 90%, Canvas));
    --soft: var(--steady-status-muted, color-mix(in srgb, var(--fg) 74%, var(--bg)));
    --line: var(--steady-status-border, color-mix(in srgb, var(--fg) 19%, var(--bg)));
  }
}
ul, ol, dl, dd, p { margin: 0; padding: 0; list-style: none; }
ul { display: grid; gap: .75rem; }
.nothing { color: var(--soft); }
.upstream {
  --tone: var(--info);
  padding: .875rem; overflow-wrap: anywhere;
  background: var(--bg); border: 1px solid var(--line); border-radius: var(--steady-status-radius, .875rem);
}
[data-tone=progress] { --tone: var(--steady-status-progress, var(--info)); }
[data-tone=warning] { --tone: var(--steady-status-warning, #b06a00); }
[data-tone=error] { --tone: var(--error); }
[data-tone=success] { --tone: var(--steady-status-success, #178747); }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .625rem; }
.mark { flex: none; inline-size: 1.5rem; color: var(--tone); fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
.disc { fill: currentColor; fill-opacity: .1; stroke-opacity: .22; }
.name { font-weight: 600; }
.state { margin-inline-start: auto; font-weight: 600; }
dl { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin-block: .625rem; }
dt { font-size: .8125rem; color: var(--soft); }
dd { font-variant-numeric: tabular-nums; }
.chart { display: block; inline-size: 100%; block-size: 2.5rem; }
.chart .good { fill: var(--soft); }
.chart .bad { fill: var(--error); }
.chart .line { stroke: var(--line); vector-effect: non-scaling-stroke; }
[dir=rtl] .chart { transform: scaleX(-1); }
details { margin-block-start: .5rem; font-size: .875rem; }
summary { display: list-item; padding-block: .25rem; cursor: pointer; color: var(--soft); }
details li { padding-block: .25rem; }
time { font-variant-numeric: tabular-nums; color: var(--soft); }
code { font-size: .8125rem; }
code + code { user-select: all; }
button {
  min-block-size: 2rem; margin-block-start: .5rem; padding: .25rem .6875rem; cursor: pointer;
  font: inherit; font-weight: 600; color: inherit; background: none; border: 1px solid var(--line); border-radius: .5rem;
}
:focus-visible { outline: 2px solid var(--steady-status-focus, var(--info)); outline-offset: 2px; }
@media (pointer: coarse) { button, summary { min-block-size: 2.75rem; } }
@media (forced-colors: active) {
  .chart .good { fill: CanvasText; }
  .chart .bad { fill: Highlight; }
  .chart .line { stroke: GrayText; }
  :focus-visible { outline-color: Highlight; }
}
`;
