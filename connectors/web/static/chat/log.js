/* The log: all lines in their order, each once, whether it came from the history, an event or this page. */

import { element } from "./element.js";
import { lineElement, RESIDENT, showState, time } from "./line.js";
import { WORDS } from "./words.js";

const NEAR = 40; // pixels within which the resident is still where the newest lines were shown
const ABOVE = 12; // pixels left above the first of the new lines
const TOGETHER = 1500; // ms within which lines make one answer

export class Log {
  #choose;
  #lines = new Map();
  #following = true;
  #target = 0;
  #answer = null; // the first line of the answer that is coming in
  #lastArrival = 0;

  /** `start` stands before the first line; `choose(button)` hears the choice that is pressed. */
  constructor(start, choose) {
    this.#choose = choose;
    this.start = start;
    this.element = element(
      "div",
      { class: "log", role: "log", "aria-label": WORDS.log, "aria-live": "polite", "aria-relevant": "additions", tabindex: "0" },
      start
    );
    this.element.addEventListener("scroll", () => (this.#following = this.#isAtNewest()));
    new ResizeObserver(() => this.#follow()).observe(this.element);
  }

  get isEmpty() {
    return this.#lines.size === 0;
  }

  /** Show a message of the server; false when it is shown already. */
  add(message) {
    const name = nameOf(message);
    if (this.#lines.has(name)) return false;
    const line = lineElement(message, this.#choose);
    this.#lines.set(name, line);
    this.element.append(line);
    this.#settleChoices();
    if (message.author === RESIDENT) this.toEnd();
    else this.#arrive(line);
    return true;
  }

  /** Show what the resident just sent from this page. */
  addMine(message) {
    return this.add({ author: RESIDENT, text: message.shown, key: message.key, at: message.at });
  }

  /** Bring the lines in the order of the history; what it does not hold yet stays at the end. */
  reconcile(messages) {
    this.element.setAttribute("aria-live", "off");
    let place = this.start.nextSibling;
    for (const message of messages) {
      const line = this.#known(message);
      if (line === place) place = place.nextSibling;
      else this.element.insertBefore(line, place);
    }
    this.#settleChoices();
    this.#follow();
    setTimeout(() => this.element.setAttribute("aria-live", "polite"), 200);
  }

  /** What has become of a message of this page. */
  setState(key, text, failed = false) {
    const line = this.#lines.get(`k${key}`);
    if (line) showState(line, text, failed);
  }

  toEnd() {
    this.#answer = null;
    this.#following = true;
    this.#follow();
  }

  clear() {
    for (const line of this.#lines.values()) line.remove();
    this.#lines.clear();
  }

  #known(message) {
    const name = nameOf(message);
    if (!this.#lines.has(name)) this.#lines.set(name, lineElement(message, this.#choose));
    const line = this.#lines.get(name);
    if (message.author === RESIDENT) showState(line, WORDS.sent(time(message.at)));
    return line;
  }

  /** Only the last question can be answered by its buttons, and only until something is said. */
  #settleChoices() {
    let open = true;
    for (const line of [...this.element.querySelectorAll(".line")].reverse()) {
      if (line.dataset.author === RESIDENT) open = false;
      const choices = line.querySelectorAll(".choice");
      for (const choice of choices) choice.disabled = !open;
      if (choices.length) open = false;
    }
  }

  /** An answer of several lines is read from its first one: a number to call stays in view. */
  #arrive(line) {
    const now = performance.now();
    if (!this.#answer || now - this.#lastArrival > TOGETHER) this.#answer = line;
    this.#lastArrival = now;
    this.#follow();
  }

  /** Keep the newest lines in view, unless the resident has gone back to read. */
  #follow() {
    if (!this.#following) return;
    const end = this.element.scrollHeight - this.element.clientHeight;
    this.#target = this.#answer ? Math.min(end, this.#answer.offsetTop - ABOVE) : end;
    this.element.scrollTop = this.#target;
  }

  #isAtNewest() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR || Math.abs(scrollTop - this.#target) < NEAR;
  }
}

/** What a message is known by: the server's number, or the key its sender gave it. */
function nameOf(message) {
  return message.number ? `n${message.number}` : `k${message.key}`;
}
