/** Elements of the page. All that they show is set as text or as an attribute, never as markup. */
import { showSafely } from '../../../text/safe-text.ts';

/** A new element with these attributes and contents; texts stay texts. */
export function createElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...contents: readonly (string | Node)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...contents);
  return element;
}

/** A name from outside, isolated from the direction of the text around it. */
export const createName = (text: string): HTMLElement => createElement('bdi', {}, showSafely(text));

/** A small label such as an outcome; `classes` are those of the style sheet. */
export const createTag = (text: string, classes = ''): HTMLElement =>
  createElement('span', { class: `tag ${classes}` }, text);

/** The page's element for a selector. @throws Error when the page has none of this class */
export function findElement<Wanted extends Element>(selector: string, type: new () => Wanted): Wanted {
  const element = document.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`the page has no ${selector}`);
  return element;
}
