/* Parvis: the conversation with the town hall, on any page of the commune's website.
 *
 *   <script src="https://parvis.commune.fr/chat/widget.js" defer></script>
 *
 * This script draws the button that opens the conversation, and loads the rest once it is pressed.
 * Nothing is stored in the browser before that. An element of the page that bears `data-parvis-ask`
 * opens the conversation as well; its value, if any, is put in the message field. */
(() => {
  "use strict";

  const TITLE = "Une question, un problème\u00a0?";
  const LOADING = "Ouverture…";
  const FAILED = "La conversation ne s’ouvre pas. Réessayez.";
  const PLAIN = { name: "", colours: { primary: "#17405c", on_primary: "#ffffff" } };

  const server = new URL("./", document.currentScript.src);
  if (document.querySelector("parvis-chat")) return;

  /** What the commune gives the conversation; null when this site may not hold it. */
  async function appearance() {
    try {
      const response = await fetch(new URL("appearance", server));
      if (response.status === 403) return null;
      return response.ok ? await response.json() : PLAIN;
    } catch {
      return PLAIN;
    }
  }

  /** A style sheet made by script: a page's own rules on styles neither forbid it nor reach it. */
  async function styleSheet() {
    const response = await fetch(new URL("parts/style.css", server));
    const sheet = new CSSStyleSheet();
    await sheet.replace(await response.text());
    return sheet;
  }

  function launcher() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "launcher";
    button.setAttribute("aria-haspopup", "dialog");
    const label = document.createElement("span");
    label.textContent = TITLE;
    button.append(bubble(), label);
    return { button, label };
  }

  function bubble() {
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4.5V17H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z");
    icon.append(path);
    return icon;
  }

  async function start() {
    const [commune, sheet] = await Promise.all([appearance(), styleSheet()]);
    if (commune === null) return;
    const host = document.createElement("parvis-chat");
    host.lang = "fr";
    host.style.setProperty("--primary", commune.colours.primary);
    host.style.setProperty("--on-primary", commune.colours.on_primary);
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const { button, label } = launcher();
    root.append(button);
    document.body.append(host);
    listen(opener({ root, button, label, commune }), button);
  }

  /** Opens the conversation, loading it the first time. */
  function opener({ root, button, label, commune }) {
    let conversation = null;
    return async (words, from) => {
      label.textContent = LOADING;
      try {
        conversation ??= import(new URL("parts/dialog.js", server).href).then(({ Dialog }) =>
          new Dialog({ root, server, commune, button })
        );
        (await conversation).open(words, from);
        label.textContent = TITLE;
      } catch (error) {
        conversation = null;
        label.textContent = FAILED;
        console.error("Parvis", error);
      }
    };
  }

  function listen(open, button) {
    button.addEventListener("click", () => open("", button));
    document.addEventListener("click", (event) => {
      const asking = event.target instanceof Element && event.target.closest("[data-parvis-ask]");
      if (!asking) return;
      event.preventDefault();
      open(asking.dataset.parvisAsk, asking);
    });
  }

  start().catch((error) => console.error("Parvis", error));
})();
