/** What a page may set to colors. All of them are used, or none; see `knowsColors`. */
export const COLORS: readonly string[] =
  'background text muted border button button-text focus info progress warning error success'
    .split(' ')
    .map((name) => `--steady-notices-${name}`);

/**
 * How notices look. Pages change it with custom properties on the element, which their own sheet may set:
 *
 * - where: `--steady-notices-block-start` and `-block-end` (default `auto` and `0px`), `--steady-notices-inline-start` and
 *   `-inline-end` (the same), `--steady-notices-width` (`27rem`), `--steady-notices-gap` (`1rem`)
 * - surface: `--steady-notices-font` (a family), `-background`, `-text`, `-muted`, `-border`, `-radius`, `-shadow`
 * - buttons: `--steady-notices-button`, `--steady-notices-button-text`, `--steady-notices-focus`
 * - tones: `--steady-notices-info`, `-progress`, `-warning`, `-error`, `-success`
 *
 * and with the parts `region`, `card`, `mark`, `countdown`, `title`, `when`, `waiting`, `action` (and `action-retry-now` and so on),
 * `more`, `details`, `support`, `copy`, `dismiss`. Light or dark is a matter of `color-scheme`, which the element inherits.
 *
 * Each color has a plain one that every engine knows; where the engine can mix colors, they follow the color scheme more closely.
 *
 * On a player they are white on black, as viewers know it: the film is their background, and not the page.
 */
export const STYLE = `
:host { display: contents; }
[hidden] { display: none !important; }
section {
  --bg: var(--steady-notices-background, Canvas);
  --fg: var(--steady-notices-text, CanvasText);
  --soft: var(--steady-notices-muted, var(--fg));
  --line: var(--steady-notices-border, GrayText);
  --btn: var(--steady-notices-button, var(--fg));
  --info: var(--steady-notices-info, #1f6fdc);
  --gap: var(--steady-notices-gap, 1rem);
  --start: var(--steady-notices-block-start, auto);
  --end: var(--steady-notices-block-end, 0px);
  position: fixed; z-index: 2147483647; box-sizing: border-box; margin: 0; border: 0; background: none;
  inset-block: var(--start) var(--end);
  inset-inline: var(--steady-notices-inline-start, auto) var(--steady-notices-inline-end, 0px);
  inline-size: min(var(--steady-notices-width, 27rem), 100%);
  block-size: auto; max-block-size: 75vh;
  padding: var(--gap); padding-block-end: max(var(--gap), env(safe-area-inset-bottom));
  overflow: auto; overscroll-behavior: contain; pointer-events: none;
  color: var(--fg);
  font: 400 .9375rem/1.45 var(--steady-notices-font, system-ui, sans-serif);
  letter-spacing: normal; text-align: start; text-transform: none; white-space: normal;
}
.plain, .playback { ${COLORS.map((name) => `${name}: initial`).join('; ')} }
@supports (color: light-dark(red, red)) {
  section { --bg: var(--steady-notices-background, light-dark(#fff, #22252d)); }
}
.aside { inset-block: var(--end) var(--start); }
.card {
  --tone: var(--info);
  position: relative; display: flex; gap: .75rem; padding: .875rem; pointer-events: auto; overflow-wrap: anywhere;
  background: var(--bg);
  border: 1px solid var(--line); border-radius: var(--steady-notices-radius, .875rem);
  box-shadow: var(--steady-notices-shadow, 0 1px 2px rgb(0 0 0 / .08), 0 6px 20px rgb(0 0 0 / .12));
  animation: come .22s ease-out;
}
.card + .card { margin-block-start: .625rem; }
[data-tone=progress] { --tone: var(--steady-notices-progress, var(--info)); }
[data-tone=warning] { --tone: var(--steady-notices-warning, #b06a00); }
[data-tone=error] { --tone: var(--steady-notices-error, #d63328); }
[data-tone=success] { --tone: var(--steady-notices-success, #178747); }
.mark { flex: none; inline-size: 2.5rem; color: var(--tone); text-align: center; }
svg { display: block; inline-size: 100%; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.disc { fill: currentColor; fill-opacity: .1; stroke-opacity: .22; }
.ring { stroke-linecap: butt; transform: rotate(-90deg); transform-origin: center; transition: stroke-dasharray 1s linear; }
[data-phase=retrying] .ring, .playback :not([data-phase=failed]) > .mark .ring { stroke-dasharray: .28 1; transition: none; animation: turn 1.1s linear infinite; }
.digits { display: block; margin-block-start: .25rem; color: var(--fg); font-size: .8125rem; font-weight: 600; font-variant-numeric: tabular-nums; }
p, dl, dd { margin: 0; }
.words { flex: 1; min-inline-size: 0; }
.title { font-size: 1rem; font-weight: 600; line-height: 1.35; padding-inline-end: 1.75rem; }
.when, .waiting, dd, .support { color: var(--soft); }
.when { margin-block-start: .125rem; }
.waiting, .support { font-size: .8125rem; }
.row { display: flex; flex-wrap: wrap; align-items: center; column-gap: .5rem; }
.row > * { margin-block-start: .5rem; }
button {
  min-block-size: 2rem; min-inline-size: 2rem; padding: .25rem .6875rem; cursor: pointer;
  font: inherit; font-size: .875rem; color: inherit; text-align: start;
  background: none; border: 1px solid transparent; border-radius: .5rem;
}
.unreachable button { display: none; }
.action { font-weight: 600; border-color: var(--line); }
.action:first-child:where(:not([part~=action-cancel])) {
  color: var(--steady-notices-button-text, var(--bg));
  background: var(--btn); border-color: transparent;
}
.action[aria-disabled=true] {
  color: var(--soft); background: none;
  border: 1px dashed var(--line); cursor: default;
}
.more { text-decoration: underline; text-underline-offset: .2em; padding-inline: .25rem; margin-inline: -.3125rem 0; color: var(--soft); }
.dismiss { position: absolute; inset-block-start: .5rem; inset-inline-end: .5rem; display: grid; place-items: center; padding: 0; color: var(--soft); }
.dismiss svg { inline-size: 1.25rem; }
@supports (color: color-mix(in srgb, red, red)) {
  section {
    --fg: var(--steady-notices-text, color-mix(in srgb, CanvasText 90%, Canvas));
    --soft: var(--steady-notices-muted, color-mix(in srgb, var(--fg) 74%, var(--bg)));
    --line: var(--steady-notices-border, color-mix(in srgb, var(--fg) 19%, var(--bg)));
    --info: var(--steady-notices-info, color-mix(in srgb, #2f80ed 65%, var(--fg)));
  }
  [data-tone=warning] { --tone: var(--steady-notices-warning, color-mix(in srgb, #c57600 70%, var(--fg))); }
  [data-tone=error] { --tone: var(--steady-notices-error, color-mix(in srgb, #e5372b 68%, var(--fg))); }
  [data-tone=success] { --tone: var(--steady-notices-success, color-mix(in srgb, #1c9a54 66%, var(--fg))); }
  @media (hover: hover) {
    .more:hover, .dismiss:hover, .action:hover { background: color-mix(in srgb, currentColor 9%, transparent); }
    .action:first-child:hover:where(:not([aria-disabled=true], [part~=action-cancel])) { background: color-mix(in srgb, var(--btn) 86%, var(--bg)); }
  }
}
:focus-visible { outline: 2px solid var(--steady-notices-focus, var(--info)); outline-offset: 2px; }
.details { margin-block-start: .625rem; padding-block-start: .625rem; border-block-start: 1px solid var(--line); font-size: .875rem; }
dt { margin-block-start: .5rem; font-weight: 600; }
.support { margin-block-start: .625rem; user-select: all; }
[part=copy] { margin-block-start: .625rem; border-color: var(--line); font-weight: 600; }
.leaving { animation: go .18s ease-in both; }
@keyframes come { from { opacity: 0; transform: translateY(.75rem); } }
@keyframes go { to { opacity: 0; transform: scale(.98); } }
@keyframes turn { from { transform: rotate(-90deg); } to { transform: rotate(270deg); } }
@media (pointer: coarse) {
  button { min-block-size: 2.75rem; min-inline-size: 2.75rem; }
  .dismiss { inset-block-start: .25rem; inset-inline-end: .25rem; }
}
@media (max-width: 30rem) { section { inline-size: 100%; --gap: var(--steady-notices-gap, .5rem); } }
@media (max-height: 30rem) {
  section { max-block-size: 40vh; --gap: var(--steady-notices-gap, .375rem); }
  .card { padding: .5rem; gap: .5rem; }
  .dismiss { inset-block-start: .125rem; inset-inline-end: .125rem; }
  .mark { inline-size: 1.5rem; }
}
.playback {
  --bg: rgb(0 0 0 / .8); --fg: #fff;
  position: absolute; inset: 0 0 var(--steady-notices-block-end, 3rem); inline-size: auto; max-block-size: none; padding: .25rem .5rem;
  display: grid; align-content: safe center; justify-items: center; container-type: size; font-size: .875rem;
}
.playback .card { --tone: var(--fg); max-inline-size: 24rem; padding: .5rem .75rem .5rem .5rem; gap: .5rem; border-color: transparent; }
.playback .mark { position: relative; align-self: start; inline-size: 2rem; }
.playback .digits { position: absolute; inset: 0; display: grid; place-items: center; margin: 0; }
.playback .card:not([data-phase=failed]) .more, .playback [part~=action-cancel] { display: none; }
@media (prefers-reduced-motion: no-preference) { .playback :not([data-phase=failed]) > .mark .shape { display: none; } }
@container (min-height: 15rem) {
  .playback .card { flex-direction: column; align-items: center; padding: 1.25rem 3rem; text-align: center; }
  .playback .mark { align-self: center; inline-size: 3.5rem; }
  .playback .title { padding-inline-end: 0; }
  .playback .row { justify-content: center; }
}
@media (prefers-reduced-motion: reduce) {
  .card, .ring { animation: none !important; transition: none; }
  .digits, .ring { display: none; }
}
@media (forced-colors: active) {
  .action, .action:first-child { color: ButtonText; background: ButtonFace; border-color: ButtonBorder; }
  .action[aria-disabled=true] { color: GrayText; border-color: GrayText; }
  :focus-visible { outline-color: Highlight; }
}
`;
