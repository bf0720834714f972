/* Elements of a page, made without any HTML text: what people write stays text. */

const SVG = "http://www.w3.org/2000/svg";

/** An element with its attributes (listeners among them, as `onclick`) and what it holds. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A drawing that says nothing to a screen reader: the text beside it does. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", "icon");
  for (const line of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    drawing.append(path);
  }
  return drawing;
}

const ICONS = {
  close: ["M6 6l12 12", "M18 6L6 18"],
  send: ["M4 12l16-8-6 17-3-7-7-2z", "M11 14l9-10"],
  photo: ["M4 8h4l2-3h4l2 3h4v11H4z", "M12 10.5a3 3 0 1 0 0 6 3 3 0 1 0 0-6"],
  position: ["M12 21s-7-6.5-7-12a7 7 0 0 1 14 0c0 5.500-7 12-7 12z", "M12 6.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 1 0 0-5"],
  phone: ["M6 3h4l1.500 5-2.500 1.500a12 12 0 0 0 5.500 5.500L16 12.500l5 1.500v4a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z"],
  link: ["M14 4h6v6", "M20 4l-9 9", "M18 14v6H4V6h6"],
};
