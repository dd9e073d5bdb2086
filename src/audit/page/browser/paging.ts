/** The pages of the list: which is shown, how many there are, and the buttons between them. */
import { findElement } from './elements.ts';
import type { RecordView } from './record-view.ts';

/** Lets the buttons turn the view's pages; `update` shows the page. */
export function connectPaging(view: RecordView, update: () => void): void {
  for (const button of pageButtons()) {
    button.addEventListener('click', () => {
      view.turnPages(stepOf(button));
      update();
    });
  }
}

/** Shows the page's number, and which buttons lead somewhere. */
export function showPaging(view: RecordView): void {
  findElement('#page', HTMLElement).textContent = `Page ${view.pageNumber} of ${view.pageCount}`;
  for (const button of pageButtons()) button.disabled = !view.canTurnPages(stepOf(button));
}

/** Shows how many versions match, and which of them are in the table. */
export function showCount(text: string): void {
  findElement('#count', HTMLElement).textContent = text;
}

const pageButtons = () => document.querySelectorAll<HTMLButtonElement>('#pages button');

const stepOf = (button: HTMLButtonElement): number => Number(button.dataset['step']);
