/** Draws charts by Vega when the page is made, so that the page needs no script and no request for them. Pure. */
import type { TopLevelSpec } from 'vega-lite';

/** Colours are those of the style sheet, so that they follow light and dark. */
const CONFIG = {
  aria: false,
  view: { stroke: 'transparent' },
  font: 'system-ui, sans-serif',
  axis: {
    labelColor: 'var(--muted)',
    titleColor: 'var(--muted)',
    gridColor: 'var(--line)',
    domainColor: 'var(--line)',
    tickColor: 'var(--line)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
} as const;

/** The chart of a Vega-Lite specification as SVG; `label` is its name in HTML. */
export async function drawChart(spec: TopLevelSpec, label: string): Promise<string> {
  // Loaded when a page is made: no other command pays for it.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const compiled = compile({ background: 'transparent', config: CONFIG, ...spec } as TopLevelSpec).spec;
  const view = new View(parse(compiled), { renderer: 'none' });
  try {
    // The chart as a whole has a name; its parts need none of their own.
    const svg = (await view.toSVG()).replace(/ (?:role|aria-[a-z]+)="[^"]*"/g, '');
    return svg.replace('<svg ', () => `<svg role="img" aria-label="${label}" `);
  } finally {
    view.finalize();
  }
}
