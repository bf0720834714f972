/* The composer: where the resident writes, and sends a photo or a position. */

import { element, icon } from "./element.js";
import { WORDS } from "./words.js";

const MOST_PHOTO_BYTES = 10_000_000;
const POSITION_OPTIONS = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };

export class Composer {
  #send;
  #say;
  #file;

  /** `send({content | photo, shown})` takes what is sent; `say(sentence)` tells how it goes. */
  constructor(send, say) {
    this.#send = send;
    this.#say = say;
    this.field = element("textarea", { id: "message", rows: "2", "aria-describedby": "hint", onkeydown: (event) => this.#press(event) });
    this.#file = element("input", { type: "file", accept: "image/jpeg,image/png,image/webp", hidden: true, onchange: () => this.#takePhoto() });
    this.element = element(
      "form",
      { class: "composer", onsubmit: (event) => this.#submit(event) },
      element(
        "div",
        { class: "naming" },
        element("label", { for: "message" }, WORDS.message),
        element("p", { id: "hint", class: "hint" }, WORDS.hint)
      ),
      element("div", { class: "writing" }, this.field, sendButton()),
      element("div", { class: "joining" }, this.#photoButton(), this.#positionButton()),
      this.#file
    );
  }

  /** Put words in the field, unless the resident is writing. */
  fill(words) {
    if (words && !this.field.value) this.field.value = words;
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    this.field.focus();
    if (!text) return;
    this.field.value = "";
    this.#send({ content: { text }, shown: text });
  }

  #press(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  #photoButton() {
    return element("button", { type: "button", class: "join", onclick: () => this.#file.click() }, icon("photo"), joinWords(WORDS.photo));
  }

  #takePhoto() {
    const [photo] = this.#file.files;
    this.#file.value = "";
    if (!photo) return;
    if (photo.size > MOST_PHOTO_BYTES) this.#say(WORDS.heavyPhoto);
    else this.#send({ photo, shown: WORDS.sentPhoto });
  }

  #positionButton() {
    if (!navigator.geolocation || !window.isSecureContext) return null;
    return element("button", { type: "button", class: "join", onclick: () => this.#askPosition() }, icon("position"), joinWords(WORDS.position));
  }

  #askPosition() {
    this.#say(WORDS.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.#say("");
        this.#send({ content: { location: [coords.latitude, coords.longitude] }, shown: WORDS.sentPosition });
      },
      () => this.#say(WORDS.noPosition),
      POSITION_OPTIONS
    );
  }
}

/** The words of a button whose first one or two a narrow screen leaves unsaid to the eye. */
function joinWords([before, main]) {
  return element("span", {}, element("span", { class: "before" }, `${before}\u00a0`), element("span", { class: "main" }, main));
}

function sendButton() {
  return element("button", { type: "submit", class: "send" }, icon("send"), element("span", {}, WORDS.send));
}
