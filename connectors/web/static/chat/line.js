/* One thing said, as the conversation shows it. */

import { element, icon } from "./element.js";
import { WORDS } from "./words.js";

export const RESIDENT = "habitant";
const ASSISTANT = "assistant";
const SCHEMES = ["https:", "http:", "tel:", "mailto:"];
const ADDRESS = /(https?:\/\/[^\s<>«»]*[^\s<>«».,;:!?)])/;
/* Only in messages that give a number to call: elsewhere « 17 » may be an hour. */
const NUMBER = /(\b0\s800\s\d\d\s\d\d\s\d\d\b|\b1[578]\b|\b11[24569]\b|\b3\d{3}\b)/;
/* The lines that listen to distress and violence. */
const DISCREET = /\b(?:3114|3919)\b/;
const REFERENCE = /\b([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z])\b/;

/** The element of a line; `choose(button)` hears the choice that is pressed. */
export function lineElement(line, choose) {
  const mine = line.author === RESIDENT;
  return element(
    "div",
    { class: mine ? "line mine" : "line", "data-author": line.author },
    element("p", { class: line.author === ASSISTANT || mine ? "author hidden" : "author" }, authorName(line.author)),
    element("p", { class: "bubble" }, ...written(line)),
    linkElement(line.link),
    choicesElement(line.buttons ?? [], choose),
    element("p", { class: "state" }, mine ? "" : time(line.at))
  );
}

/** Whether the message gives a help line to somebody whom another person must not find reading it. */
export function isDiscreet({ text, link }) {
  return (link?.startsWith("tel:") ?? false) && DISCREET.test(text);
}

/** Write beside a resident's line what has become of it. */
export function showState(lineElement, text, failed = false) {
  const state = lineElement.querySelector(".state");
  if (state.textContent === text) return;
  state.textContent = text;
  state.classList.toggle("failed", failed);
}

/** « 14 h 32 », with the day when it is another one than today. */
export function time(moment) {
  const date = moment ? new Date(moment) : new Date();
  const clock = `${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, "0")}`;
  if (date.toDateString() === new Date().toDateString()) return clock;
  return `${date.toLocaleDateString("fr", { day: "numeric", month: "long" })}, ${clock}`;
}

function authorName(author) {
  if (author === RESIDENT) return WORDS.you;
  return author === ASSISTANT ? WORDS.assistant : author;
}

/** The text, with what can be pressed in it and references kept whole. */
function written({ text, link }) {
  const calls = link?.startsWith("tel:") ?? false;
  return split([text], ADDRESS, (address) => anchor(address, address))
    .flatMap((part) => (calls ? split([part], NUMBER, call) : [part]))
    .flatMap((part) => split([part], REFERENCE, (reference) => element("b", { class: "reference" }, reference)));
}

/** The parts, each piece of text that `pattern` finds made into an element. */
function split(parts, pattern, make) {
  return parts.flatMap((part) =>
    typeof part === "string" ? part.split(pattern).map((piece, index) => (index % 2 ? make(piece) : piece)) : [part]
  );
}

function call(number) {
  return anchor(`tel:${number.replaceAll(/\s/g, "")}`, number);
}

function linkElement(link) {
  const address = link ? readAddress(link) : null;
  if (!address) return null;
  if (address.protocol === "tel:") {
    const number = address.pathname.replace(/^(0800)(\d\d)(\d\d)(\d\d)$/, "0\u00a0800\u00a0$2\u00a0$3\u00a0$4");
    return anchor(link, WORDS.call(number), "action call", "phone");
  }
  return anchor(link, WORDS.visit(address.hostname || address.pathname), "action", "link");
}

/** A link that leads nowhere but to a page, a telephone or a letter; plain text otherwise. */
function anchor(href, text, className = "", drawing = null) {
  const address = readAddress(href);
  if (!address) return document.createTextNode(text);
  const leaves = address.protocol.startsWith("http");
  const away = leaves ? { target: "_blank", rel: "noopener noreferrer" } : {};
  return element(
    "a",
    { href: address.href, class: className, ...away },
    drawing ? icon(drawing) : null,
    text,
    leaves ? element("span", { class: "hidden" }, ` ${WORDS.newTab}`) : null
  );
}

function readAddress(text) {
  try {
    const address = new URL(text);
    return SCHEMES.includes(address.protocol) ? address : null;
  } catch {
    return null;
  }
}

function choicesElement(buttons, choose) {
  if (!buttons.length) return null;
  const made = buttons.map((button) =>
    element("button", { type: "button", class: "choice", onclick: () => choose(button) }, button.title)
  );
  return element("div", { class: "choices" }, ...made);
}
