// The lobby and the seat: nobody is kept outside by a camera, and a link is good for one device at a
// time (PAY-15, RING-15).

import { must, story } from "../lib.mjs";

const CLIENT = "Marta Ferreira";

const SAYS = {
  enter: "Enter the room",
  refused: "Your browser does not let us use camera and microphone",
  tryAgain: "Try again",
  chatOnly: "Chat only",
  waiting: /^Waiting for/,
  noCamera: "No camera. You can join without one.",
  noMicrophone: "No microphone. You can listen and write.",
  joinSilent: "Join without camera and microphone",
  message: "Message",
  send: "Send",
  elsewhere: "You are in this room on another device",
  moveHere: "Move here",
  wanted: "Another device wants your seat",
  gone: "You are no longer in this room",
};

await story(async (book) => {
  const laptop = await book.person("laptop", { devices: "refused", timezoneId: "Europe/Lisbon" });
  const tablet = await book.person("tablet", { devices: "none", timezoneId: "Europe/Lisbon" });

  book.chapter("A refused camera and microphone cost nothing but picture and sound");
  const lobby = await openSession(laptop);
  await laptop.go(lobby);
  await laptop.sees(SAYS.refused);
  await laptop.control("button", SAYS.tryAgain).waitFor();
  await book.step(laptop, "refused");
  await laptop.click("button", SAYS.chatOnly);
  await laptop.sees(SAYS.waiting);
  await laptop.fill(SAYS.message, "My camera stays off today.");
  await laptop.click("button", SAYS.send);
  await laptop.sees("My camera stays off today.");
  await book.step(laptop, "room-without-devices");

  book.chapter("Where there is no camera at all, it is said, and one joins without");
  await openSession(tablet);
  await tablet.go(lobby);
  await tablet.sees(SAYS.noCamera);
  await tablet.sees(SAYS.noMicrophone);
  await book.step(tablet, "no-devices");

  book.chapter("PAY-15: a second device asks, waits ten seconds, and takes the seat over");
  await tablet.click("button", SAYS.joinSilent);
  await tablet.sees(SAYS.elsewhere);
  await book.step(tablet, "seat-taken");
  await tablet.page.getByRole("dialog").getByRole("button", { name: SAYS.moveHere }).click();
  await laptop.sees(SAYS.wanted);
  await laptop.sees(SAYS.gone, { within: 20_000 });
  await book.step(laptop, "seat-moved");
  await tablet.sees(SAYS.waiting);
  await tablet.sees("My camera stays off today.");
  await book.step(tablet, "seat-taken-over");
});

/** Signs in as the client and finds the lobby of the session that is about to begin. */
async function openSession(person) {
  await person.go("/sign-in");
  await person.click("button", new RegExp(CLIENT));
  await person.page.waitForURL((url) => url.pathname !== "/sign-in");
  await person.go("/sessions");
  const lobby = await person.control("link", SAYS.enter).getAttribute("href");
  must(lobby?.endsWith("/lobby"), "no room is open");
  return lobby;
}
