/** What the generated reports tell: sections with numbers, tables and plots, and text that is hard to read over. */
import type { GeneratedCell } from './report-notebook.ts';

const TOPICS = [
  'Time in the training loop',
  'CPU use by core',
  'GPU use by device',
  'Waiting for input',
  'Batch size',
  'Step outliers',
  'Memory of the devices',
  'Load between devices',
];
const CELLS_PER_TOPIC = 3;

/** Text of the kind that a careless reader takes for code or for a beacon. */
const HARD_TEXT = [
  '"setup_profiler_report(" + arn + ")"; // not a call, a string in a plot',
  'var shown = "<img id=\\"profiler-telemetry\\" src=\\"none\\"/>"; // no element, a string',
  'if (!/[\\\\"\\u2028]/.test(label)) { label = label.replace("<\\/script>", ""); }',
  '/* opt_out=False, opt_out=True: words */',
];

/** Markdown and code cells for every topic; the plots are about `outputBytes` large all together. */
export function reportSections(random: () => number, outputBytes: number): GeneratedCell[] {
  const plots = TOPICS.length * CELLS_PER_TOPIC;
  return TOPICS.flatMap((topic, index) => [
    { kind: 'markdown', source: `## ${topic}\n\nMean ${percent(random)}, highest ${percent(random)}.\n` },
    ...Array.from(
      { length: CELLS_PER_TOPIC },
      (_, part): GeneratedCell => ({
        kind: 'code',
        source: `report = json.loads(rules[${index}].read_text())\nprint(report["part-${part}"])\n# ${topic}: plot ${part + 1} of ${CELLS_PER_TOPIC}\nshow(report, title="${topic}")`,
        text: `part ${part}: ${percent(random)} of ${Math.floor(random() * 9000)} steps\n`,
        plot: renderPlot(topic, random, outputBytes / plots),
      }),
    ),
  ]);
}

const percent = (random: () => number): string => `${(random() * 100).toFixed(1)} %`;

/** A script that draws a line through random points; padded with points to the size. */
function renderPlot(title: string, random: () => number, sizeBytes: number): string {
  const lines = ['(function (root) {', `  var title = ${JSON.stringify(title)};`, '  var points = ['];
  let size = 300;
  for (let x = 0; size < sizeBytes; x += 1) {
    const line = `    {"x": ${x}, "y": ${(random() * 100).toFixed(4)}, "label": "step \\"${x}\\""},`;
    lines.push(line);
    size += line.length + 12;
    if (x % 50 === 49) lines.push(`    ${HARD_TEXT[(x >> 5) % HARD_TEXT.length]?.replace(/^/, '// ')}`);
  }
  lines.push(
    '  ];',
    '  (root.plots = root.plots || []).push({ title: title, points: points });',
    '})(window);',
  );
  return `${lines.join('\n')}\n`;
}
