/* The log: all lines in their order, each once, whether it came from the history, an event or this page. */

import { element } from "./element.js";
import { lineElement, RESIDENT, showState, time } from "./line.js";
import { WORDS } from "./words.js";

const NEAR_END = 120; // pixels from the end within which new lines scroll into view

export class Log {
  #choose;
  #lines = new Map();

  /** `start` stands before the first line; `choose(button)` hears the choice that is pressed. */
  constructor(start, choose) {
    this.#choose = choose;
    this.start = start;
    this.element = element(
      "div",
      { class: "log", role: "log", "aria-label": WORDS.log, "aria-live": "polite", "aria-relevant": "additions", tabindex: "0" },
      start
    );
  }

  get isEmpty() {
    return this.#lines.size === 0;
  }

  /** Show a message of the server; false when it is shown already. */
  add(message) {
    const name = nameOf(message);
    if (this.#lines.has(name)) return false;
    const follow = this.#isAtEnd() || message.author === RESIDENT;
    const line = lineElement(message, this.#choose);
    this.#lines.set(name, line);
    this.element.append(line);
    this.#settleChoices();
    if (follow) this.toEnd();
    return true;
  }

  /** Show what the resident just sent from this page. */
  addMine(message) {
    return this.add({ author: RESIDENT, text: message.shown, key: message.key, at: message.at });
  }

  /** Bring the lines in the order of the history; what it does not hold yet stays at the end. */
  reconcile(messages) {
    const follow = this.#isAtEnd();
    this.element.setAttribute("aria-live", "off");
    let place = this.start.nextSibling;
    for (const message of messages) {
      const line = this.#known(message);
      if (line === place) place = place.nextSibling;
      else this.element.insertBefore(line, place);
    }
    this.#settleChoices();
    if (follow) this.toEnd("instant");
    setTimeout(() => this.element.setAttribute("aria-live", "polite"), 200);
  }

  /** What has become of a message of this page. */
  setState(key, text, failed = false) {
    const line = this.#lines.get(`k${key}`);
    if (line) showState(line, text, failed);
  }

  toEnd(behavior = "auto") {
    this.element.scrollTo({ top: this.element.scrollHeight, behavior });
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

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }
}

/** What a message is known by: the server's number, or the key its sender gave it. */
function nameOf(message) {
  return message.number ? `n${message.number}` : `k${message.key}`;
}
