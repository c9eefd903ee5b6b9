/** The texts of lobby and room: written by the server into the page, in the reader's language. */

import { fill } from "../element";
import type english from "./words.json";

export type Word = keyof typeof english;

let texts: Partial<Record<Word, string>> | undefined;

/** The text under `key`, its `{holes}` filled. A missing text shows its key rather than breaking the room. */
export function word(key: Word, values: Record<string, string | number> = {}): string {
  texts ??= JSON.parse(document.getElementById("vv-words")?.textContent ?? "{}");
  return fill(texts?.[key] ?? key, values);
}
