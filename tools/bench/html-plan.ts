/**
 * Measures the plan of an HTML report: beside a bare scan for the beacon's id and beside JSON.parse of the notebook
 * that lies with it, and how its time grows with each thing a hostile page can be made of.
 */
import { planHtml } from '../../src/html/plan.ts';
import { BEACON } from '../../test/support/reports/beacon.ts';
import { medianOf } from './median.ts';
import type { Growth } from './notebook-growth.ts';
import type { HtmlAndNotebook } from './real-reports.ts';
import { exponentOf } from './row.ts';

/** Milliseconds, medians over rounds and reports; the maximum is that of one report's median. */
export interface HtmlCost {
  readonly planMs: number;
  readonly maxPlanMs: number;
  readonly scanMs: number;
  readonly parseMs: number;
}

const ROUNDS = 40;
const WARM_UP = 10;

/** The works take turns, so that drift meets all of them. */
export function measureHtml(reports: readonly HtmlAndNotebook[]): HtmlCost {
  const times = reports.map(() => ({ plan: [] as number[], scan: [] as number[], parse: [] as number[] }));
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [at, { html, notebook }] of reports.entries()) {
      const measured = {
        plan: timeOf(() => planHtml(html)),
        scan: timeOf(() => html.indexOf('profiler-telemetry')),
        parse: timeOf(() => JSON.parse(notebook.toString())),
      };
      if (round < WARM_UP) continue;
      for (const name of ['plan', 'scan', 'parse'] as const) times[at]?.[name].push(measured[name]);
    }
  }
  const planned = times.map(({ plan }) => medianOf(plan));
  return {
    planMs: medianOf(planned),
    maxPlanMs: Math.max(...planned),
    scanMs: medianOf(times.map(({ scan }) => medianOf(scan))),
    parseMs: medianOf(times.map(({ parse }) => medianOf(parse))),
  };
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Pages of `count` times the same thing; those with a template need the tree. */
const HOSTILE: Readonly<Record<string, (count: number) => string>> = {
  attributes: (count) => `<p ${times(count, (at) => `a${at}=b `)}>`,
  'attributes of an image': (count) => `<img id="profiler-telemetry" ${times(count, (at) => `a${at} `)}>`,
  'elements side by side': (count) => '<div>x</div>'.repeat(count),
  'formatting elements': (count) => '<p><b>x</b></p>'.repeat(count),
  'formatting elements never closed': (count) => '<p><b>x</p>'.repeat(count),
  'elements never closed': (count) => '<li>x'.repeat(count),
  comments: (count) => '<!-- x -->'.repeat(count),
  'comments that hold the beacon': (count) => `<!-- ${BEACON} -->`.repeat(count),
  'starts of comments': (count) => '<!--'.repeat(count),
  'scripts in comments in scripts': (count) => '<script><!--<script></script>--></script>'.repeat(count),
  'starts of scripts': (count) => `<script>${'<!--<script>'.repeat(count)}`,
  'end tags in a style': (count) => `<style>${'</styl'.repeat(count)}`,
  images: (count) => '<img src="a">'.repeat(count),
  'images with the id': (count) => '<img id="profiler-telemetry" src="a">'.repeat(count),
  beacons: (count) => BEACON.repeat(count),
  'character references': (count) => `<p>${'&#112;'.repeat(count)}`,
  'tables in a template': (count) =>
    `<template>${'<table><tr><td>'.repeat(count / 200)}</template>`.repeat(50),
  'images in a template': (count) => `<template>${'<img src="a">'.repeat(count)}</template>`,
};

const times = (count: number, write: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => write(at)).join('');

const SMALL = 10_000;
const FACTOR = 8;

/** How the time grows with each: 1 is linear, 2 the square. */
export function measureHtmlGrowth(): Growth[] {
  return Object.entries(HOSTILE).map(([name, write]) => {
    const [small, large] = [SMALL, SMALL * FACTOR].map((count) => {
      const page = Buffer.from(`${BEACON}${write(count)}`);
      return medianOf([1, 2, 3].map(() => timeOf(() => planHtml(page))));
    }) as [number, number];
    return { name, exponent: exponentOf(small, large, FACTOR), ms: large };
  });
}
