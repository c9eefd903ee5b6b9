/** The base of all our elements: they enhance what the server wrote and take their listeners with them when they go. */

export abstract class VvElement extends HTMLElement {
  #gone: AbortController | undefined;

  connectedCallback(): void {
    this.#gone = new AbortController();
    this.start(this.#gone.signal);
  }

  disconnectedCallback(): void {
    this.#gone?.abort();
  }

  /** Runs each time the element enters the page; `gone` aborts when it leaves. */
  protected abstract start(gone: AbortSignal): void;
}

/** Puts `values` into the `{holes}` of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

/** Makes an element; `false`, `null` and `undefined` leave an attribute or a child away. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the sprite that was built with this script. */
export function icon(name: string, classes = ""): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `i ${classes}`.trim());
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "use"));
  setIcon(svg, name);
  return svg;
}

export function setIcon(svg: SVGSVGElement, name: string): void {
  svg.firstElementChild?.setAttribute("href", `${SPRITE}#${name}`);
}

declare const ICON_SPRITE: string;
const SPRITE = new URL(ICON_SPRITE, import.meta.url).href;
