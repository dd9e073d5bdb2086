/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * What runs in the page: fills, filters and sorts the list. The text of `startPage` goes into the page's script, so it
 * uses nothing but what it is given, and everything it shows goes in as text.
 */
import type { AuditRecord } from '../record/schema.ts';
import type { PageKit, showEvidence } from './client-evidence.ts';

/** Starts the list. Called by the page itself, never by this program. */
export function startPage(kit: PageKit, evidenceOf: typeof showEvidence): void {
  const { make, nameOf, instantOf } = kit;
  const PAGE_SIZE = 50;
  /** On paper all that the filter lets through has to stand, as long as somebody would read it. */
  const MOST_PRINTED = 1_000;
  const COLUMNS = [
    { name: 'Outcome', read: (record: AuditRecord) => record.outcome },
    { name: 'Object', read: (record: AuditRecord) => record.object.key },
    { name: 'Written', read: (record: AuditRecord) => record.object.lastModified ?? '' },
    { name: 'Recorded', read: (record: AuditRecord) => record.recordedAt },
  ];
  const find = <Wanted extends Element>(selector: string): Wanted => {
    const found = document.querySelector<Wanted>(selector);
    if (found === null) throw new Error(`the page has no ${selector}`);
    return found;
  };
  const records: AuditRecord[] = JSON.parse(find('#data').textContent ?? '[]');
  const table = find<HTMLTableElement>('#rows');
  const form = find<HTMLFormElement>('#filter');
  const outcomes = find<HTMLSelectElement>('select[name=outcome]');
  const state = { page: 0, column: -1, isDescending: false, shown: records };

  /** Everything of a record that can be searched, prepared when it is first asked for. */
  let texts: string[] | undefined;
  const textsOf = (): string[] => {
    texts ??= records.map((record) => JSON.stringify(record).toLowerCase());
    return texts;
  };

  const toggle = (button: HTMLElement, row: HTMLElement, record: AuditRecord): void => {
    const isOpen = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!isOpen));
    if (isOpen) {
      row.nextElementSibling?.remove();
      return;
    }
    const cell = make('td');
    cell.setAttribute('colspan', String(COLUMNS.length));
    cell.append(evidenceOf(record, kit));
    const evidence = make('tr', '', 'opened');
    evidence.append(cell);
    row.after(evidence);
  };

  const rowOf = (record: AuditRecord): HTMLElement => {
    const row = make('tr');
    const outcome = make('td');
    const needs =
      record.outcome === 'refused' ||
      record.outcome === 'contended' ||
      record.optionOne?.contradiction !== undefined;
    outcome.append(make('span', record.outcome, `tag ${record.outcome}${needs ? ' warn' : ''}`));
    const object = make('th');
    object.setAttribute('scope', 'row');
    const button = make('button', '', 'open');
    button.setAttribute('type', 'button');
    button.setAttribute('aria-expanded', 'false');
    button.append(nameOf(record.object.key));
    button.addEventListener('click', () => toggle(button, row, record));
    object.append(button);
    if (record.object.isCopy) object.append(' ', make('span', 'copy', 'tag'));
    if (record.object.isLatest === false) object.append(' ', make('span', 'earlier version', 'tag'));
    if (record.optionOne?.contradiction !== undefined)
      object.append(' ', make('span', 'contradiction', 'tag warn'));
    row.append(
      outcome,
      object,
      make('td', instantOf(record.object.lastModified ?? '')),
      make('td', instantOf(record.recordedAt)),
    );
    return row;
  };

  const count = (from: number, to: number): void => {
    const { length } = state.shown;
    find('#count').textContent =
      length === 0
        ? 'No record goes with this.'
        : `${length.toLocaleString('en-US')} of ${records.length.toLocaleString('en-US')} records, ${from + 1} to ${to} shown`;
  };

  const show = (): void => {
    const pages = Math.max(1, Math.ceil(state.shown.length / PAGE_SIZE));
    state.page = Math.min(Math.max(0, state.page), pages - 1);
    const from = state.page * PAGE_SIZE;
    const body = make('tbody');
    body.append(...state.shown.slice(from, from + PAGE_SIZE).map(rowOf));
    table.tBodies[0]?.remove();
    table.append(body);
    count(from, Math.min(from + PAGE_SIZE, state.shown.length));
    find('#page').textContent = `page ${state.page + 1} of ${pages}`;
    for (const button of document.querySelectorAll<HTMLButtonElement>('#pages button')) {
      const to = state.page + Number(button.dataset['step']);
      button.disabled = to < 0 || to >= pages;
    }
  };

  const filter = (): void => {
    const values = new FormData(form);
    const query = String(values.get('query')).trim().toLowerCase();
    const [outcome, kind] = [values.get('outcome'), values.get('kind')];
    const haystack = query === '' ? [] : textsOf();
    // As JSON has it, so that what is shown can be found.
    const needle = JSON.stringify(query).slice(1, -1);
    state.shown = records.filter(
      (record, index) =>
        (outcome === '' || record.outcome === outcome) &&
        (kind === '' || record.object.kind === kind) &&
        (query === '' || haystack[index]?.includes(needle)),
    );
    const column = COLUMNS[state.column];
    if (column !== undefined) {
      const order = state.isDescending ? -1 : 1;
      state.shown.sort((a, b) =>
        column.read(a) < column.read(b) ? -order : column.read(a) > column.read(b) ? order : 0,
      );
    }
    state.page = 0;
    show();
  };

  const head = make('thead');
  const headings = make('tr');
  for (const [index, { name }] of COLUMNS.entries()) {
    const heading = make('th');
    heading.setAttribute('scope', 'col');
    const button = make('button', name, 'sort');
    button.setAttribute('type', 'button');
    button.addEventListener('click', () => {
      state.isDescending = state.column === index && !state.isDescending;
      state.column = index;
      for (const each of headings.children) each.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', state.isDescending ? 'descending' : 'ascending');
      filter();
    });
    heading.append(button);
    headings.append(heading);
  }
  head.append(headings);
  table.append(head);
  for (const outcome of [...new Set(records.map((record) => record.outcome))].sort()) {
    const option = make('option', outcome);
    option.setAttribute('value', outcome);
    outcomes.append(option);
  }
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  find('#pages').addEventListener('click', (event) => {
    const step = event.target instanceof HTMLElement ? event.target.dataset['step'] : undefined;
    if (step === undefined) return;
    state.page += Number(step);
    show();
    table.scrollIntoView({ block: 'nearest' });
  });
  /** Rows that stand there for the printer only; those on the screen, and what is open of them, stay. */
  let printed: HTMLElement[] = [];
  addEventListener('beforeprint', () => {
    const { length } = state.shown;
    if (printed.length > 0 || length > MOST_PRINTED) return;
    const from = state.page * PAGE_SIZE;
    const before = state.shown.slice(0, from).map(rowOf);
    const after = state.shown.slice(from + PAGE_SIZE).map(rowOf);
    table.tBodies[0]?.prepend(...before);
    table.tBodies[0]?.append(...after);
    printed = [...before, ...after];
    count(0, length);
  });
  addEventListener('afterprint', () => {
    if (printed.length === 0) return;
    for (const row of printed) row.remove();
    printed = [];
    count(state.page * PAGE_SIZE, Math.min((state.page + 1) * PAGE_SIZE, state.shown.length));
  });
  show();
  find<HTMLElement>('#list').hidden = false;
}
