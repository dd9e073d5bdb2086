import { describe, expect, test } from 'vitest';
import { planHtml } from '../../src/html/plan.ts';
import { planHtmlAndCheck as planAndCheck } from '../support/html-contract.ts';
import { ARN, BEACON, SRC, URL_TEXT } from '../support/reports/beacon.ts';
import { generateReport } from '../support/reports/report-generator.ts';

const removedFrom = (html: string): string | undefined => {
  const verdict = planAndCheck(html);
  const [edit] = verdict.kind === 'reports-usage' ? verdict.edits : [];
  return edit && Buffer.from(edit.removed).toString();
};

describe('the beacon is found, and exactly its element is removed', () => {
  test.each([
    ['as it is generated', BEACON],
    ['without a slash', `<img id="profiler-telemetry" src="${SRC}">`],
    ['attributes in another order', `<img src="${SRC}" id="profiler-telemetry"/>`],
    ['single quotes', `<img id='profiler-telemetry' src='${SRC}'/>`],
    ['no quotes', `<img id=profiler-telemetry src=${SRC} >`],
    ['upper case', `<IMG ID="profiler-telemetry" SRC="${SRC}">`],
    [
      'more attributes, over lines',
      `<img\n  alt="a > b"\r\n  id="profiler-telemetry" width=1\n src="${SRC}"\n>`,
    ],
    ['an ampersand that is not escaped', `<img id="profiler-telemetry" src="${URL_TEXT}">`],
    ['entities for letters', `<img id="profiler&#45;telemetry" src="${SRC.replace('https', '&#104;ttps')}">`],
    ['white space around the URL', `<img id="profiler-telemetry" src=" \n${SRC} ">`],
    [
      'the ARN percent-encoded',
      `<img id="profiler-telemetry" src="${SRC.replaceAll(':sagemaker', '%3Asagemaker')}">`,
    ],
    [
      'the same attribute again, which counts for nothing',
      `<img id="profiler-telemetry" id="x" src="${SRC}" src="">`,
    ],
  ])('%s', (_title, element) => {
    for (const page of [
      `<body><p>é</p>\n   ${element}\n  </body>`,
      element,
      `<div>${element}`,
      `<svg>${element}</svg>`,
    ]) {
      expect(removedFrom(page)).toBe(element);
    }
    expect(planAndCheck(element)).toMatchObject({
      beacon: {
        processingJobArn: ARN,
        region: 'eu-west-1',
        url: URL_TEXT.replace(':sagemaker', element.includes('%3A') ? '%3Asagemaker' : ':sagemaker'),
      },
    });
  });

  test('by the old tag name', () => {
    const element = `<image id="profiler-telemetry" src="${SRC}">`;
    expect(removedFrom(`<p>${element}`)).toBe(element);
    expect(removedFrom(`<svg>${element}</svg>`)).toBeUndefined();
  });

  test('in China, by http, without a scheme', () => {
    const host = 'sm-profiler-report-cn-north-1.s3.cn-north-1.amazonaws.com.cn';
    for (const scheme of ['https:', 'http:', '']) {
      const verdict = planAndCheck(`<img id="profiler-telemetry" src="${scheme}//${host}/?x-arn=a">`);
      expect(verdict).toMatchObject({
        kind: 'reports-usage',
        beacon: { region: 'cn-north-1', processingJobArn: 'a' },
      });
    }
  });

  test('inside noscript, where only readers without scripts load it', () => {
    expect(removedFrom(`<body><noscript>${BEACON}</noscript>`)).toBe(BEACON);
    expect(removedFrom(`<body><noscript><!-- </noscript>${BEACON}<p> --> </p>`)).toBe(BEACON);
  });

  test('behind bytes that are no UTF-8, zeros and lone carriage returns', () => {
    const before = Buffer.from([0xff, 0x00, 0x0d, 0x0d, 0x0a, 0xe9, 0x0d]);
    const bytes = Buffer.concat([Buffer.from('<p>'), before, Buffer.from(BEACON), before]);
    const verdict = planAndCheck(bytes);
    expect(verdict).toMatchObject({
      edits: [{ start: 3 + before.length, removed: Uint8Array.from(Buffer.from(BEACON)) }],
    });
  });

  test('in a generated report, on a line of its own', () => {
    const { html, processingJobArn } = generateReport({ seed: 9 });
    expect(planAndCheck(html)).toMatchObject({
      kind: 'reports-usage',
      beacon: { processingJobArn, region: 'us-east-1' },
    });
    expect(planAndCheck(generateReport({ hasBeacon: false }).html)).toEqual({ kind: 'silent' });
  });
});

describe('what only looks like the beacon is none', () => {
  test.each([
    ['in a comment', `<!-- ${BEACON} -->`],
    ['in a comment that never ends', `<!-- ${BEACON}`],
    ['in a script', `<script>document.write('${BEACON}')</script>`],
    ['in a script that never ends', `<script>document.write('${BEACON}')`],
    ['in a comment in a script', `<script><!-- ${BEACON} --> ${BEACON}</script>`],
    ['after a script in it', `<script><!--<script></script>${BEACON}--></script>`],
    ['in a script in it', `<script><!--<script>${BEACON}</script></script>`],
    ['in a script in it, behind its comment', `<script><!--<script>-->${BEACON}</script>`],
    ['in a script in it that never ends', `<script><!--<script>${BEACON}`],
    ['another id', BEACON.replace('profiler-telemetry', 'profiler-telemetry-2')],
    ['an id in other letters', BEACON.replace('profiler-telemetry', 'Profiler-Telemetry')],
    ['no id', BEACON.replace('id="profiler-telemetry"', '')],
    ['no src', '<img id="profiler-telemetry">'],
    ['an empty src', '<img id="profiler-telemetry" src=" ">'],
    ['a src that is no URL', '<img id="profiler-telemetry" src="https://[">'],
    ['another host', BEACON.replace('sm-profiler-report-', 'sm-other-report-')],
    ['a host that only begins so', BEACON.replace('amazonaws.com', 'amazonaws.com.example.org')],
  ])('%s', (_title, html) => {
    expect(planAndCheck(`<html><body><img src="x.png" alt="é">${html}`)).toEqual({ kind: 'silent' });
  });
});

describe('id and host without an image that every browser loads are refused', () => {
  test.each([
    ['in a style', `<style>${BEACON}</style>`],
    ['in a template', `<template><div>${BEACON}</div></template>`],
    ['in an attribute', `<p title='${BEACON}'>`],
    ['as text', BEACON.replaceAll('<', '&lt;')],
    ['cut off', BEACON.slice(0, -2)],
    ['apart', `<p id="profiler-telemetry">x</p><a href="${SRC}">y</a>`],
    ['the id in character references', `<p title="&#112;rofiler&#x2d;telemetry"><a href="${SRC}">`],
    ['a zero more than any number needs', `<p title="&#0000000000112;rofiler-telemetry"><a href="${SRC}">`],
    ['the host percent-encoded', BEACON.replace('<img', '<embed').replace('sm-pro', '%73m-pro')],
    ['the host in upper case', BEACON.replace('<img', '<embed').replace('sm-pro', 'SM-PRO')],
    ['the host over two lines', BEACON.replace('<img', '<embed').replace('sm-pro', 'sm-\npro')],
    ['the host in wide letters', BEACON.replace('<img', '<embed').replace('sm-pro', 'ｓm-pro')],
    ['a host inside the path', BEACON.replace('https://', 'https://example.org/')],
    ['a host in the user name', BEACON.replace('amazonaws.com', 'amazonaws.com@example.org')],
    ['no x-arn', BEACON.replace('x-arn', 'y-arn')],
    ['an empty x-arn', BEACON.replace(ARN, '')],
    ['another scheme', BEACON.replace('https:', 'ftp:')],
    ['a scheme that ends like one', BEACON.replace('https:', 'xhttps:')],
    ['without scripts only', `<noscript><p title='${BEACON}'></noscript>`],
    ['another element', BEACON.replace('<img', '<embed')],
    ['a longer tag name', BEACON.replace('<img', '<img-x')],
  ])('%s', (_title, html) => {
    const verdict = planAndCheck(`<html><body><img src="x.png" alt="é">${html}`);
    expect(verdict).toMatchObject({ kind: 'refused', reason: 'beacon-not-understood' });
    expect(verdict).not.toHaveProperty('beacon');
  });

  test('beside the beacon, which is named', () => {
    expect(planAndCheck(`${BEACON}<template>${BEACON}</template>`)).toMatchObject({
      kind: 'refused',
      reason: 'beacon-not-understood',
      beacon: { processingJobArn: ARN },
    });
  });

  test('when they come together as the beacon goes', () => {
    expect(planAndCheck(`<p>profiler-${BEACON}telemetry ${SRC}`)).toMatchObject({
      reason: 'beacon-not-understood',
      beacon: { processingJobArn: ARN },
    });
  });
});

describe('a page that a browser saved had the beacon', () => {
  test.each([
    './profiler-report_files/x-artifact-id',
    'Bericht-Dateien/a.png',
    'file:///tmp/a',
    'data:image/gif;base64,R0',
  ])('%s', (source) => {
    expect(planAndCheck(`<p>x</p><img id="profiler-telemetry" src="${source}">`)).toEqual({
      kind: 'silent',
      savedBeacon: { source },
    });
  });

  test.each(['https://example.org/a', '//example.org/a', '\\\\example.org', 'javascript:1'])(
    'not one that asks somebody else: %s',
    (source) => {
      expect(planAndCheck(`<img id="profiler-telemetry" src="${source}">`)).toEqual({ kind: 'silent' });
    },
  );
});

describe('what cannot be decided is refused', () => {
  test('two beacons', () => {
    const verdict = planAndCheck(`<p>${BEACON}</p>${BEACON}`);
    expect(verdict).toMatchObject({
      kind: 'refused',
      reason: 'several-beacons',
      beacon: { processingJobArn: ARN },
    });
    expect(verdict.kind === 'refused' && verdict.detail).toBe(
      `2 beacons, at bytes 3, ${3 + BEACON.length + 4}: remove them by hand`,
    );
  });

  test('no bytes, too many bytes, UTF-16', () => {
    expect(planHtml(Buffer.alloc(0))).toMatchObject({ kind: 'refused', reason: 'empty' });
    expect(planHtml(Buffer.alloc(100 * 1024 * 1024))).toMatchObject({ kind: 'refused', reason: 'too-large' });
    expect(planHtml(Buffer.from(BEACON), { sizeLimitBytes: BEACON.length })).toMatchObject({
      reason: 'too-large',
    });
    const wide = Buffer.from(`\ufeff${BEACON}`, 'utf16le');
    expect(planHtml(wide)).toMatchObject({ reason: 'unsupported-encoding' });
    expect(planHtml(Buffer.from(wide).swap16())).toMatchObject({ reason: 'unsupported-encoding' });
  });

  test('elements nested 100,000 deep', () => {
    expect(planAndCheck('<div>'.repeat(100_000) + BEACON)).toMatchObject({
      kind: 'refused',
      reason: 'nested-too-deep',
    });
    expect(planAndCheck('<div>'.repeat(900) + BEACON)).toMatchObject({ kind: 'reports-usage' });
    expect(planAndCheck(`${'<div></div>'.repeat(5000)}${BEACON}`)).toMatchObject({ kind: 'reports-usage' });
  });

  test('elements nested too deep between end tags of others', () => {
    expect(planAndCheck('<div></b>'.repeat(1100) + BEACON)).toMatchObject({
      kind: 'refused',
      reason: 'nested-too-deep',
    });
  });

  test('tables nested too deep with what each implies', () => {
    const verdict = planAndCheck('<table><td>'.repeat(300) + BEACON);
    expect(verdict).toMatchObject({ kind: 'refused', reason: 'nested-too-deep' });
    expect(planAndCheck('<table><td>'.repeat(200) + BEACON)).toMatchObject({ kind: 'reports-usage' });
  });

  test('a page that gains a beacon when the beacon goes', () => {
    const verdict = planAndCheck(`<${BEACON}img id="profiler-telemetry" src="${SRC}">`);
    expect(verdict).toMatchObject({
      kind: 'refused',
      reason: 'check-failed',
      beacon: { processingJobArn: ARN },
    });
  });
});
