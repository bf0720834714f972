/* The conversation's window: the log, the composer, and the state of the connection in words. */

import { Composer } from "./composer.js";
import { Courier } from "./courier.js";
import { element, icon } from "./element.js";
import { isDiscreet, time } from "./line.js";
import { Log } from "./log.js";
import { Server } from "./server.js";
import { Store } from "./store.js";
import { Stream } from "./stream.js";
import { WORDS } from "./words.js";

const SMALL_SCREEN = "(max-width: 480px), (max-height: 480px)";
const SHORT_WHILE = 4000;

export class Dialog {
  #launcher;
  #address;
  #store = new Store();
  #from = null;
  #unread = 0;
  #changingSize = false;

  constructor({ root, server, commune, button }) {
    this.#launcher = button;
    this.#address = server;
    this.status = element("p", { class: "status", role: "status" });
    this.log = new Log(this.#welcome(), (choice) => this.#send({ content: { button: choice.payload }, shown: choice.title }));
    this.composer = new Composer((message) => this.#send(message), (sentence) => this.#say(sentence));
    this.quick = element(
      "button",
      { type: "button", class: "quick", hidden: true, title: WORDS.quickHint, onclick: () => this.#quit() },
      WORDS.quick
    );
    this.element = this.#window(commune.name);
    this.badge = element("span", { class: "badge", hidden: true });
    button.append(this.badge);
    root.append(this.element);
    this.#connect();
    this.#fitScreen();
  }

  /** Open the window with `words` in the field; the focus comes back to `from` at the end. */
  open(words, from) {
    this.#from = from;
    this.composer.fill(words);
    if (!this.element.open) {
      this.#show();
      this.stream.start();
      this.courier.resume(this.#restored());
    }
    this.#focus();
    this.log.toEnd();
  }

  #window(name) {
    return element(
      "dialog",
      { class: "window", "aria-labelledby": "title", "aria-describedby": "welcome", onclose: () => this.#closed(), onkeydown: (event) => this.#press(event) },
      element(
        "div",
        { class: "head" },
        element("h2", { id: "title", tabindex: "-1" }, WORDS.title(name)),
        this.quick,
        element("button", { type: "button", class: "close", "aria-label": WORDS.close, onclick: () => this.element.close() }, icon("close"))
      ),
      this.log.element,
      this.status,
      this.composer.element,
      element("p", { class: "foot" }, element("button", { type: "button", class: "forget", onclick: () => this.#forget() }, WORDS.forget))
    );
  }

  #welcome() {
    const suggestion = (text) =>
      element("button", { type: "button", class: "choice suggestion", onclick: () => this.#send({ content: { text }, shown: text }) }, text);
    this.suggestions = element(
      "div",
      { class: "suggestions" },
      element("p", { class: "ideas" }, WORDS.ideas),
      ...WORDS.suggestions.map(suggestion)
    );
    const sentences = WORDS.welcome.map((sentence) => element("p", {}, sentence));
    return element("div", { class: "welcome" }, element("div", { id: "welcome" }, ...sentences), this.suggestions);
  }

  #connect() {
    const server = new Server(this.#address, this.#store);
    this.courier = new Courier(server, this.#store, (...news) => this.#carried(...news));
    this.stream = new Stream(server, {
      history: ({ messages }) => this.#restore(messages),
      message: (message) => this.#hear(message),
      state: (state) => this.#connection(state),
    });
  }

  #send(message) {
    const taken = this.courier.send(message);
    this.log.addMine(taken);
    this.log.setState(taken.key, WORDS.sending);
    this.#settle();
    this.composer.field.focus();
  }

  /** Messages that an earlier page wrote and could not send, on show again. */
  #restored() {
    const messages = this.#store.unsent();
    for (const message of messages) this.log.addMine(message);
    this.#settle();
    return messages;
  }

  /** What the courier says of a message. */
  #carried(message, state, detail) {
    if (state === "notice") this.log.add({ author: "assistant", text: detail, link: "tel:112", key: `notice-${message.key}`, at: message.at });
    else if (state === "refused") this.#refuse(message, detail);
    else this.log.setState(message.key, state === "sent" ? WORDS.sent(time(message.at)) : WORDS[state]);
    if (state === "waiting") this.#connection("lost");
    if (state === "sent") this.#connection("connected");
  }

  #refuse(message, reason) {
    this.log.setState(message.key, WORDS.refused(reason || WORDS.refusedPlain), true);
    this.#say(reason || WORDS.refusedPlain);
    this.composer.fill(message.content?.text);
  }

  #restore(messages) {
    this.log.reconcile(messages);
    messages.forEach((message) => this.#offerToQuit(message));
    this.#settle();
  }

  #hear(message) {
    this.#offerToQuit(message);
    if (!this.log.add(message) || this.element.open) return;
    this.#unread += 1;
    this.badge.textContent = WORDS.unread(this.#unread);
    this.badge.hidden = false;
  }

  #connection(state) {
    if (state === "lost") {
      this.status.replaceChildren(`${WORDS.lost} ${WORDS.danger} `, element("a", { href: "tel:112" }, "112"));
    } else if (this.status.textContent.startsWith(WORDS.lost)) {
      this.#say(WORDS.back);
    }
  }

  /** Say a sentence about the window itself; it goes after a while. */
  #say(sentence) {
    this.status.textContent = sentence;
    if (sentence === WORDS.locating) return;
    setTimeout(() => {
      if (this.status.textContent === sentence) this.status.textContent = "";
    }, 2 * SHORT_WHILE);
  }

  /** First steps are offered until there is a conversation; forgetting it, once there is one. */
  #settle() {
    this.suggestions.hidden = !this.log.isEmpty;
    this.element.querySelector(".foot").hidden = this.log.isEmpty;
  }

  /** Whoever is told of a help line may be watched: one press leaves no trace on the screen. */
  #offerToQuit(message) {
    if (!isDiscreet(message) || !this.quick.hidden) return;
    this.quick.hidden = false;
    this.#say(WORDS.quickHint);
  }

  #quit() {
    this.#drop();
    this.element.close();
    window.location.replace(WORDS.elsewhere);
  }

  #drop() {
    this.courier.stop();
    this.stream.stop();
    this.#store.clear();
    this.log.clear();
    this.quick.hidden = true;
  }

  #forget() {
    if (!window.confirm(WORDS.forgetting)) return;
    this.#drop();
    this.#settle();
    this.#connect();
    this.element.close();
  }

  #show() {
    this.#launcher.hidden = true;
    this.#unread = 0;
    this.badge.hidden = true;
    if (this.screen.matches) this.element.showModal();
    else this.element.show();
  }

  #closed() {
    if (this.#changingSize) return;
    this.#launcher.hidden = false;
    (this.#from?.isConnected ? this.#from : this.#launcher).focus();
  }

  #press(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.element.close();
  }

  /** On a phone the keyboard would hide the first lines: the title takes the focus there. */
  #focus() {
    if (window.matchMedia("(pointer: coarse)").matches) this.element.querySelector("h2").focus();
    else this.composer.field.focus();
  }

  /** The whole screen when it is small, with the page behind out of reach; a corner of it otherwise. */
  #fitScreen() {
    this.screen = window.matchMedia(SMALL_SCREEN);
    this.screen.addEventListener("change", () => {
      if (!this.element.open) return;
      this.#changingSize = true;
      this.element.addEventListener("close", () => (this.#changingSize = false), { once: true });
      this.element.close();
      this.#show();
    });
  }
}
