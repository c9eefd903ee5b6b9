// Every page of the place, seen by whoever may see it: pictures by day and by night, on a desk and on
// a phone, and axe's opinion of each. What other stories pass on their way is not left out here.

import { must, story } from "../lib.mjs";

const VISITORS = [
  ["directory", "/"],
  ["directory-nothing", "/?q=no-such-thing-anywhere"],
  ["host", "/hosts/sofia-marchetti"],
  ["how-it-works", "/how-it-works"],
  ["sign-in", "/sign-in"],
  ["sign-up", "/sign-up"],
  ["reset", "/reset"],
  ["become-a-host", "/become-a-host"],
  ["open-link", "/s"],
  ["lost-links", "/s/lost"],
  ["first-operator", "/operator/begin"],
  ["demo-outbox", "/demo/outbox"],
];

const SHARED = [
  ["home", "/home"],
  ["sessions", "/sessions"],
  ["sessions-past", "/sessions?past=1"],
  ["messages", "/messages"],
  ["account", "/account"],
  ["password", "/account/password"],
  ["email", "/account/email"],
  ["sign-ins", "/account/sign-ins"],
];

const HOSTS = [
  ["services", "/services"],
  ["service-new", "/services/new"],
  ["profile", "/profile"],
  ["earnings", "/earnings"],
];

const OPERATORS = [
  ["operator", "/operator"],
  ["operator-hosts", "/operator/hosts"],
  ["operator-sessions", "/operator/sessions"],
  ["operator-settings", "/operator/settings"],
  ["operator-outbox", "/operator/outbox"],
];

await story(async (book) => {
  book.chapter("What anybody sees");
  const visitor = await book.person("visitor");
  await look(book, visitor, "visitor", VISITORS);
  await look(book, visitor, "visitor", await first(visitor, "/hosts/sofia-marchetti", "checkout"));

  book.chapter("What a host sees");
  const host = await signedIn(book, "Sofia Marchetti");
  await look(book, host, "host", [...SHARED, ...HOSTS]);
  await look(book, host, "host", await first(host, "/services", "services"));
  await look(book, host, "host", await first(host, "/sessions", "sessions"));

  book.chapter("What a client sees");
  const client = await signedIn(book, "Marta Ferreira");
  await look(book, client, "client", SHARED);
  await look(book, client, "client", await first(client, "/sessions", "sessions"));
  await look(book, client, "client", await first(client, "/messages", "messages"));

  book.chapter("What the operator sees");
  const operator = await signedIn(book, "Olga Reyes");
  await look(book, operator, "operator", OPERATORS);
  await look(
    book,
    operator,
    "operator",
    await first(operator, "/operator/hosts", "operator/hosts"),
  );
  await look(
    book,
    operator,
    "operator",
    await first(operator, "/operator/outbox", "operator/outbox"),
  );
});

async function look(book, person, who, pages) {
  for (const [name, path] of pages) {
    await person.go(path);
    await book.step(person, `${who}-${name}`);
  }
}

/** The first thing that a list leads to, such as a session or a service. */
async function first(person, list, kind) {
  await person.go(list);
  const links = person.page.locator(`main a[href^="/${kind}/"]`);
  const paths = await links.evaluateAll((found) => found.map((link) => link.getAttribute("href")));
  const path = paths.find((one) => one !== null && !one.endsWith("/lobby"));
  must(path !== undefined, `${list} leads to nothing under /${kind}/`);
  return [[`${kind.replace("/", "-")}-one`, path]];
}

async function signedIn(book, name) {
  const person = await book.person(name);
  await person.go("/sign-in");
  await person.click("button", new RegExp(name));
  await person.page.waitForURL((url) => url.pathname !== "/sign-in");
  return person;
}
