/** What the room's own socket carries, as JSON texts. Pictures and sound go another way. */

export interface Person {
  identity: string;
  name: string;
  role: "host" | "client";
  here: boolean;
}

export interface Media {
  url: string;
  token: string;
}

export interface SentFile {
  name: string;
  size: number;
  url: string;
}

export interface ChatMessage {
  id: string;
  from: string;
  name: string;
  mine: boolean;
  /** Said before one came in: history, not news. */
  old?: boolean;
  text: string;
  at: number | string;
  file: SentFile | null;
  nonce?: string;
}

export interface Hello {
  you: { identity: string; name: string; role: "host" | "client" };
  others: Person[];
  phase: string;
  met_at: number | null;
  duration_s: number;
  now: number;
  media: Media | null;
}

export type FromServer =
  | ({ t: "hello" } & Hello)
  | { t: "ping"; n: number }
  | { t: "presence"; others: Person[] }
  | { t: "phase"; phase: string; met_at: number | null }
  | ({ t: "media" } & Media)
  | ({ t: "chat" } & ChatMessage)
  | { t: "taken"; why: string }
  | { t: "takeover_asked"; deadline_ms: number }
  | { t: "seat_busy" }
  | { t: "ended"; by: string; delivered: boolean }
  | { t: "error"; text: string };

export type ToServer =
  | { t: "pong"; n: number }
  | { t: "chat"; nonce: string; text: string }
  | { t: "token" }
  | { t: "take_over" }
  | { t: "not_me" }
  | { t: "leave" };
