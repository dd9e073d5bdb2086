/** The page's style sheet: light and dark, narrow and wide, on the screen and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fbfbfa; --card: #fff; --text: #1d2125; --muted: #565e66; --line: #dcdfe2; --accent: #1456a8;
  --bad: #b3261e; --good: #1b6e3c; --done: #2f5fb3; --warn: #8a5300; --warn-ground: #fff5e0; --del: #fde8e6; --ins: #e3f4e8; }
@media (prefers-color-scheme: dark) { :root { --ground: #15181b; --card: #1d2125; --text: #e8eaec; --muted: #a9b1b9; --line: #3a4148; --accent: #8ab8f5;
  --bad: #ff8a80; --good: #6fd092; --done: #8fb4ff; --warn: #ffc266; --warn-ground: #33280f; --del: #4a201d; --ins: #173a24; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, main { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; }
header p { color: var(--muted); margin: .5rem 0 0; overflow-wrap: anywhere; }
p { max-width: 46rem; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
bdi, code, dd, pre { overflow-wrap: anywhere; }
code, pre { font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
.empty { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin-top: 1.5rem; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); }
.card { background: var(--card); border: 1px solid var(--line); border-top: 4px solid var(--line); border-radius: .5rem; padding: .875rem 1rem; display: flex; flex-direction: column; }
.card strong { font-size: 2rem; line-height: 1.15; font-variant-numeric: tabular-nums; }
.card span { font-weight: 600; }
.card small, .bucket, figcaption + .legend { color: var(--muted); }
.card small { font-size: .875rem; }
.card.bad { border-top-color: var(--bad); } .card.bad strong { color: var(--bad); }
.card.good { border-top-color: var(--good); } .card.good strong { color: var(--good); }
.card.done { border-top-color: var(--done); } .card.done strong { color: var(--done); }
.card.warn { border-top-color: var(--warn); } .card.warn strong { color: var(--warn); }
.attention { max-height: 28rem; overflow: auto; }
.attention ul { list-style: none; margin: 0; padding: 0; }
.attention li { background: var(--warn-ground); border-left: 4px solid var(--warn); border-radius: .25rem; padding: .625rem .875rem; margin-bottom: .5rem; }
.attention p { margin: .25rem 0 0; max-width: none; overflow-wrap: anywhere; }
.key { font-weight: 600; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; font-size: .8125rem; background: var(--card); color: var(--text); white-space: nowrap; }
.tag.warn { border-color: var(--warn); color: var(--warn); font-weight: 600; }
.tag.reports-usage, .tag.would-silence { border-color: var(--bad); color: var(--bad); }
.tag.opted-out, .tag.already-opted-out { border-color: var(--good); color: var(--good); }
.tag.silenced { border-color: var(--done); color: var(--done); }
@media (min-width: 72rem) { .charts { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; align-items: start; } .charts figure { margin: 0; min-width: 0; } .charts figure:first-child { grid-column: 1 / -1; } }
figure { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 1rem; padding: 1rem; }
figcaption { font-weight: 600; overflow-wrap: anywhere; }
.legend { list-style: none; padding: 0; margin: .25rem 0 .75rem; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .875rem; }
.legend li::before { content: ""; display: inline-block; width: .75rem; height: .75rem; border-radius: 2px; margin-right: .5rem; background: currentColor; print-color-adjust: exact; }
.legend .bad::before { background: var(--bad); } .legend .good::before { background: var(--good); } .legend .done::before { background: var(--done); }
.chart svg { display: block; max-width: 100%; height: auto; }
.chart.narrow { display: none; }
details summary { cursor: pointer; color: var(--accent); overflow-wrap: anywhere; margin-top: .5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
caption { text-align: left; color: var(--muted); padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); }
td { font-variant-numeric: tabular-nums; }
thead th { border-bottom-width: 2px; }
th[scope=row] { font-weight: normal; }
button { font: inherit; color: var(--accent); background: none; border: 0; padding: 0; cursor: pointer; text-align: left; }
button.sort { font-weight: 600; color: var(--text); }
[aria-sort=ascending] button::after { content: " \\25B2"; } [aria-sort=descending] button::after { content: " \\25BC"; }
button.open::before { content: "\\25B8\\00A0"; } button.open[aria-expanded=true]::before { content: "\\25BE\\00A0"; }
#rows td:nth-child(3), #rows td:nth-child(4) { white-space: nowrap; }
#rows .opened td { white-space: normal; background: var(--card); padding: .5rem 1rem 1rem; }
.filter { display: flex; flex-wrap: wrap; gap: .75rem; }
.filter label { font-size: .875rem; color: var(--muted); display: flex; flex-direction: column; gap: .25rem; }
.filter label:first-child { flex: 1 1 16rem; }
input, select { font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--muted); border-radius: .375rem; padding: .375rem .625rem; min-width: 0; width: 100%; }
#count { color: var(--muted); margin: .75rem 0 .25rem; }
#pages { display: flex; gap: 1rem; align-items: center; margin: 1rem 0; }
#pages button { border: 1px solid var(--muted); border-radius: .375rem; padding: .375rem .875rem; background: var(--card); }
#pages button:disabled { color: var(--muted); border-color: var(--line); cursor: default; }
dl { margin: 0; } dl > div { display: grid; grid-template-columns: 12rem 1fr; gap: .25rem 1rem; padding: .25rem 0; }
dt { color: var(--muted); } dd { margin: 0; min-width: 0; }
pre { white-space: pre-wrap; background: var(--ground); border: 1px solid var(--line); border-radius: .375rem; padding: .75rem; margin: .5rem 0 0; }
.diff { margin: 0; padding-left: 1.125rem; }
.diff del, .diff ins { font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; padding: 0 .25rem; border-radius: .1875rem; }
.diff del { background: var(--del); } .diff ins { background: var(--ins); text-decoration: none; border-bottom: 2px solid var(--good); }
main > section:last-child { padding-bottom: 3rem; }
@media (max-width: 44rem) {
  header, main { padding-left: .875rem; padding-right: .875rem; }
  .cards { grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); }
  .card strong { font-size: 1.625rem; }
  .chart.wide { display: none; } .chart.narrow { display: block; }
  dl > div { grid-template-columns: 1fr; gap: 0; }
  #rows, #rows tbody, #rows tr, #rows td, #rows th[scope=row] { display: block; }
  #rows thead tr { display: flex; flex-wrap: wrap; gap: 1rem; } #rows thead th { border: 0; padding: 0; }
  #rows td, #rows th[scope=row] { border: 0; padding: .125rem 0; }
  #rows tbody tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  #rows td:nth-child(3)::before { content: "last modified "; color: var(--muted); } #rows td:nth-child(4)::before { content: "recorded "; color: var(--muted); }
  #rows .opened td { padding: .5rem; }
}
@media print {
  :root { color-scheme: light; --ground: #fff; --card: #fff; --text: #000; --muted: #444; --line: #bbb; --accent: #000; --bad: #b3261e; --good: #1b6e3c; --done: #2f5fb3; --warn: #8a5300; --warn-ground: #fff; --del: #fff; --ins: #fff; }
  body { font-size: 10pt; } header { padding-top: 0; }
  .skip, .filter, #pages, button.open::before, figure details { display: none; }
  .attention { max-height: none; overflow: visible; } .scroll { overflow: visible; }
  .cards { grid-template-columns: repeat(4, 1fr); }
  .chart.wide { display: block; } .chart.narrow { display: none; }
  figure, .card, .attention li, tr { break-inside: avoid; } h2 { break-after: avoid; }
  #rows td:nth-child(3), #rows td:nth-child(4) { white-space: normal; }
}
`;
