/** Writes a generated report as the HTML page that stands beside the notebook. */
import type { GeneratedCell } from './report-notebook.ts';

/** What the beacon sends; a page without telemetry has none. */
export interface BeaconContent {
  readonly region: string;
  readonly processingJobArn: string;
}

/** The page, with the beacon on a line of its own near the end. */
export function renderHtmlReport(
  title: string,
  cells: readonly GeneratedCell[],
  beacon: BeaconContent | undefined,
): string {
  const body = cells.map(renderCell).join('');
  return `<!DOCTYPE html>
<html>
 <head>
  <meta charset="utf-8"/>
  <title>
   profiler-report
  </title>
  <script src="https://cdnjs.cloudflare.com/ajax/libs/require.js/2.1.10/require.min.js">
  </script>
  <style>
   ${STYLE}
  </style>
 </head>
 <body>
  <div class="container">
   <h1>
    Profiling report of ${escapeHtml(title)}
   </h1>
${body}   <script>
    ${DRAW}
   </script>
${beacon === undefined ? '' : renderBeacon(beacon)}  </div>
 </body>
</html>`;
}

const renderBeacon = ({ region, processingJobArn }: BeaconContent): string =>
  `   <img id="profiler-telemetry" src="https://sm-profiler-report-${region}.s3.${region}.amazonaws.com/?x-artifact-id=profiler_report_v1&amp;x-arn=${processingJobArn}"/>\n`;

function renderCell({ kind, source, text, plot }: GeneratedCell): string {
  if (kind === 'markdown') {
    const [heading = '', , ...lines] = source.split('\n');
    return `   <h2>\n    ${escapeHtml(heading.replace(/^#+ /, ''))}\n   </h2>\n   <p>\n    ${escapeHtml(lines.join(' '))}\n   </p>\n`;
  }
  const script = plot === undefined ? '' : `    <script type="text/javascript">\n${plot}    </script>\n`;
  return `   <div class="cell">\n    <pre>${escapeHtml(text ?? '')}</pre>\n    <svg class="plot" viewBox="0 0 600 100"></svg>\n${script}   </div>\n`;
}

const escapeHtml = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const STYLE = `body { font-family: sans-serif; margin: 2em auto; max-width: 60em; }
   .cell { border-left: 3px solid #ddd; margin: 1em 0; padding-left: 1em; }
   .plot polyline { fill: none; stroke: #36c; }
   ${'/* rules of a theme that no page of this size does without */\n   '.repeat(3)}`;

/** Draws what the plots' scripts have left. */
const DRAW = `document.querySelectorAll('svg.plot').forEach(function (svg, index) {
      var plot = (window.plots || [])[index];
      if (!plot) { return; }
      var line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
      line.setAttribute('points', plot.points.slice(0, 2000).map(function (point) { return (point.x * 600) / plot.points.length + ',' + (100 - point.y); }).join(' '));
      svg.appendChild(line);
    });`;
