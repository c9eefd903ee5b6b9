// PAY, whole: a client finds a host, buys a service at the test till, the two agree on a date, meet
// in the room, and the session is delivered, receipted and among the past ones of both.
//
// What the pages call things stands in one table, so that a changed word is changed here once.

import { must, story, until } from "../lib.mjs";

const HOST = "Sofia Marchetti";
const CLIENT = "Marta Ferreira";
const SERVICE = "First conversation";
const MINUTES = 25;
const ZONE_OF_HOST = "Europe/Rome";

const SAYS = {
  signIn: "Sign in",
  searchFor: "What do you need help with",
  search: "Search",
  choose: new RegExp(`^Choose.*${SERVICE}`),
  pay: /^Pay .* and book$/,
  approve: "Approve",
  noDate: "No date yet",
  proposeTimes: "Propose times",
  day: "Day 1",
  time: "Time 1",
  timesSent: /The times are sent/,
  oneOffered: /One time is offered to you/,
  takeTime: /^Take this time/,
  booked: /^Booked/,
  enter: "Enter the room",
  micOk: "We hear your microphone",
  cameraOk: "Camera works",
  join: "Join with video",
  notStarted: /not started/,
  left: /^left of/,
  over: "over time",
  chat: /^Chat/,
  message: "Message",
  send: "Send",
  attach: "Attach a file",
  end: "End session",
  deliver: /[Mm]ark delivered/,
  ended: "The session has ended",
  delivered: /^Delivered/,
  receipt: "Receipt",
  howItWent: "How it went",
  past: "Past",
  pending: "Pending",
  available: "Available",
  mailPaid: /Paid: First conversation with Sofia/,
  mailSold: /Sold: First conversation to/,
  mailDate: /Date agreed: First conversation with Sofia/,
  mailDelivered: /Delivered: First conversation with Sofia/,
  mailReceipt: /Receipt T-\w+: First conversation with Sofia/,
  mailEarned: /earned: First conversation with/,
};

await story(async (book) => {
  const client = await book.person("client", { on: "phone", timezoneId: "Europe/Lisbon" });
  const host = await book.person("host", { timezoneId: ZONE_OF_HOST });
  const operator = await book.person("operator", {
    timezoneId: "Europe/Madrid",
  });

  book.chapter("The host is at work");
  await tryAs(book, host, HOST, "sign-in");
  await book.step(host, "host-dashboard");

  book.chapter("The client finds the host");
  await client.go("/");
  await client.sees(HOST);
  await book.step(client, "directory");
  await client.fill(SAYS.searchFor, "Grief");
  await client.click("button", SAYS.search);
  await client.page.waitForURL(/[?&]q=Grief/);
  await client.sees(HOST);
  await client.seesNot("Idris Bello");
  await book.step(client, "directory-search");
  await client.page.getByRole("link", { name: HOST, exact: true }).first().click();
  await client.sees("Counselor with a degree");
  await book.step(client, "host-page");

  book.chapter("The client buys, without an account at first, then as Marta");
  await client.click("link", SAYS.choose);
  await client.sees("Your e-mail address");
  await book.step(client, "checkout-guest");
  await client.page
    .getByRole("main")
    .getByRole("link", { name: /sign in/i })
    .first()
    .click();
  await client.click("button", new RegExp(CLIENT));
  await client.control("button", SAYS.pay).waitFor();
  await book.step(client, "checkout");
  await client.click("button", SAYS.pay);
  await client.control("button", SAYS.approve).waitFor();
  await book.step(client, "till");
  must(new URL(client.page.url()).pathname.startsWith("/till/"), "this is not the till");
  await client.page.getByRole("button", { name: SAYS.approve, exact: true }).click();
  await client.page.waitForURL(/\/sessions\/ses_/);
  await client.sees(SAYS.noDate);
  await book.step(client, "bought");
  const session = new URL(client.page.url()).pathname;

  book.chapter("PAY-17: it stands on the host's dashboard, without a reload");
  await host.sees(SERVICE);
  await book.step(host, "host-sees-the-sale");

  book.chapter("PAY-12, PAY-13: each has one mail, with a link of their own");
  const links = await personalLinks(book, operator);

  book.chapter("PAY-16: they agree on a date");
  await host.go("/sessions");
  await book.step(host, "host-sessions");
  await host.go(session);
  await book.step(host, "host-session");
  await host.click("link", SAYS.proposeTimes);
  const { day, time, startsAt } = tomorrowAtTen(book);
  await host.fill(SAYS.day, day);
  await host.fill(SAYS.time, time);
  await book.step(host, "propose-times");
  await host.click("button", SAYS.proposeTimes);
  await host.sees(SAYS.timesSent);
  await client.sees(SAYS.oneOffered);
  await book.step(client, "times-offered");
  await client.click("button", SAYS.takeTime);
  await client.sees(SAYS.booked);
  await book.step(client, "booked");
  await openMail(operator, SAYS.mailDate);
  await book.step(operator, "mail-date");

  book.chapter("The day comes; both follow their personal links into the lobby");
  await book.advance((startsAt - book.now()) / 1000 - 4 * 60);
  for (const [person, link] of [
    [host, links.host],
    [client, links.client],
  ]) {
    await person.go(link);
    await person.page.waitForURL((url) => url.pathname === session);
    must(!person.page.url().includes("#"), "the secret is still in the address");
    // PAY-19: a window of its own on a desktop, a tab on a phone.
    if (person === host) await person.follow("link", SAYS.enter);
    else await person.click("link", SAYS.enter);
    await person.sees(SAYS.cameraOk);
    await person.sees(SAYS.micOk);
    await person.seesMoving("vv-lobby video");
    await book.step(person, `lobby-${person.name}`);
  }

  book.chapter("PAY-18, PAY-20: in the room they see and hear each other");
  await host.click("button", SAYS.join);
  await host.sees(SAYS.notStarted);
  await book.step(host, "room-waiting");
  await client.click("button", SAYS.join);
  await meet(book, client, host);
  await client.sees(SAYS.left);
  await book.step(client, "room-client");
  await book.step(host, "room-host");

  book.chapter("They write to each other and exchange a file");
  await client.click("button", SAYS.chat);
  await client.fill(SAYS.message, "Can you hear me well?");
  await client.click("button", SAYS.send);
  await host.sees("Can you hear me well?");
  await host.page.getByLabel(SAYS.attach).setInputFiles({
    name: "next-step.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("One next step: sleep.\n"),
  });
  await client.sees("next-step.txt");
  await fileIsHarmless(client, "next-step.txt", "One next step: sleep.\n");
  await book.step(host, "room-chat");
  await book.step(client, "room-chat-client");

  book.chapter("PAY-21: the countdown passes zero and nobody is put out");
  await book.advance(MINUTES * 60 - (await secondsMet(client)) - 25);
  await Promise.all([client.page.reload(), host.page.reload()]);
  await meet(book, client, host);
  await client.sees(SAYS.left);
  const within = 60_000;
  await Promise.all([client.sees(SAYS.over, { within }), host.sees(SAYS.over, { within })]);
  await meet(book, client, host);
  await book.step(client, "overtime");

  book.chapter("PAY-22: the host ends it and marks it delivered");
  await host.click("button", SAYS.end);
  await host.page.getByRole("dialog").waitFor();
  await book.step(host, "end-asked");
  await host.confirm(SAYS.end);
  await client.sees(SAYS.ended);
  await book.step(client, "ended");
  await host.click("link", SAYS.deliver);
  await host.page.getByRole("dialog").waitFor();
  await book.step(host, "deliver-asked");
  await host.confirm(/delivered/i);
  await host.sees(SAYS.delivered);
  await book.step(host, "delivered");

  book.chapter("Receipt, earning and past session stand on both sides");
  await client.go(session);
  await client.sees(SAYS.delivered);
  await book.step(client, "client-delivered");
  for (const person of [client, host]) {
    await person.go(session);
    await person.click("link", SAYS.receipt);
    await person.page.waitForURL(/\/receipt$/);
    await person.sees(SAYS.howItWent);
    await book.step(person, `receipt-${person.name}`);
    await person.go("/sessions");
    await person.click("link", SAYS.past);
    await person.sees(SERVICE);
    await book.step(person, `past-${person.name}`);
  }
  await host.go("/earnings");
  await host.sees(SERVICE);
  await host.sees(SAYS.pending);
  await book.step(host, "earnings");
  await outboxHas(operator, [SAYS.mailDelivered, SAYS.mailReceipt, SAYS.mailEarned]);
  await book.step(operator, "outbox-at-the-end");

  book.chapter("72 hours later the earning is available");
  await book.advance(73 * 3600);
  await until("the session is not settled", async () => {
    await host.go(session);
    return (await host.page.getByText("Done", { exact: true }).count()) > 0;
  });
  await host.go("/earnings");
  await book.step(host, "earnings-available");
});

async function tryAs(book, person, name, step = null) {
  await person.go("/sign-in");
  if (step !== null) await book.step(person, step);
  await person.click("button", new RegExp(name));
  await person.page.waitForURL((url) => url.pathname !== "/sign-in");
}

/** The newest mail whose subject begins so, opened in the outbox. */
async function openMail(operator, subject) {
  const mail = operator.page.getByRole("link", { name: subject });
  await until(`the outbox has no mail ${subject}`, async () => {
    await operator.go("/demo/outbox");
    return (await mail.count()) > 0;
  });
  await mail.first().click();
  await operator.control("heading", subject).waitFor();
}

/** Both confirmations from the outbox, each once, and the personal link in each. */
async function personalLinks(book, operator) {
  const links = {};
  for (const [whose, subject] of [
    ["client", SAYS.mailPaid],
    ["host", SAYS.mailSold],
  ]) {
    await openMail(operator, subject);
    await book.step(operator, `mail-${whose}`);
    links[whose] = await operator.page.locator('a[href^="/s#"]').first().getAttribute("href");
  }
  must(links.client !== links.host, "both have the same link");
  return links;
}

async function outboxHas(operator, subjects) {
  for (const subject of subjects) await openMail(operator, subject);
}

/** Tomorrow at ten on the host's wall. */
function tomorrowAtTen(book) {
  const day = new Intl.DateTimeFormat("en-CA", {
    timeZone: ZONE_OF_HOST,
  }).format(book.now() + 24 * 3600 * 1000);
  const noon = new Date(`${day}T12:00:00Z`);
  const hour = new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE_OF_HOST,
    hour: "2-digit",
    hourCycle: "h23",
  }).format(noon);
  const hoursAhead = Number(hour) - 12;
  const startsAt = Date.parse(`${day}T10:00:00Z`) - hoursAhead * 3600 * 1000;
  return { day, time: "10:00", startsAt };
}

/** Each sees the other's moving picture, and each browser really decodes picture and sound. */
async function meet(_book, client, host) {
  for (const person of [client, host]) {
    const picture = await person.seesMoving(".room-pic:not(.is-self) video");
    const received = await person.receivesMedia();
    console.log(`         ${person.name}: ${JSON.stringify({ ...picture, ...received })}`);
  }
}

/** How long they have been together, by the countdown. */
async function secondsMet(person) {
  const text = await person.page.locator(".room-clock [role=timer]").innerText();
  const parts = text.split(":").map(Number);
  const left = parts.reduce((sum, part) => sum * 60 + part, 0);
  return MINUTES * 60 - left;
}

/** A file from the chat is a download that no browser takes for a page. */
async function fileIsHarmless(person, name, content) {
  const url = await person.page.getByRole("link", { name }).first().getAttribute("href");
  const answer = await person.page.request.get(url);
  const headers = answer.headers();
  must((await answer.text()) === content, "the file is another one");
  must(headers["content-disposition"]?.startsWith("attachment"), "the file is shown, not saved");
  must(headers["x-content-type-options"] === "nosniff", "the browser may guess what the file is");
  must(headers["content-security-policy"]?.includes("sandbox"), "the file has no sandbox");
}
