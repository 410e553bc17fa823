// The conversation on the screen. Everything is put in as text, never as markup.

const log = document.getElementById("log");
const jump = document.getElementById("jump");
const typing = document.getElementById("typing");
const NAMES = { you: "You", assistant: "Assistant", staff: log.dataset.team };

/** How far from the end, in pixels, still counts as reading the newest message. */
const NEAR_END = 160;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function clock(at) {
  const parts = { hour: "numeric", minute: "2-digit", hour12: true, timeZone: log.dataset.zone };
  return new Intl.DateTimeFormat("en-GB", parts).format(at).replace(/\s/g, "");
}

function wordsOf(parts) {
  const words = make("p", "words");
  words.dir = "auto";
  for (const part of parts) {
    if (!part.href) {
      words.append(part.text);
      continue;
    }
    const link = make("a", "", part.text);
    link.href = part.href;
    if (!part.href.startsWith("tel:")) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    words.append(link);
  }
  return words;
}

function choicesOf(buttons) {
  const form = make("form", "choices");
  for (const { title, token } of buttons) {
    const button = make("button", "choice", title);
    button.name = "button";
    button.value = token;
    form.append(button);
  }
  return form;
}

/** The line with an id; null when it is not on the screen. */
function find(id) {
  return log.querySelector(`[data-id="${CSS.escape(id)}"]`);
}

/** Whether the reader is at the end of the conversation. */
function atEnd() {
  return window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - NEAR_END;
}

/** Shows the end of the conversation. */
export function toEnd() {
  jump.hidden = true;
  window.scrollTo({ top: document.documentElement.scrollHeight });
}

/** Adds a line (`{id, who, at, parts, buttons, urgent}`) unless it is there already; gives its element. */
export function add(line) {
  const there = find(line.id);
  if (there) return there;
  const stay = atEnd() || line.who === "you";
  const article = make("article", `line ${line.who}${line.urgent ? " urgent" : ""}`);
  article.dataset.id = line.id;
  const who = make("p", "who", `${NAMES[line.who]} `);
  const at = new Date(line.at);
  const time = make("time", "", clock(at));
  time.dateTime = at.toISOString();
  who.append(time);
  article.append(who, wordsOf(line.parts));
  if (line.buttons?.length) article.append(choicesOf(line.buttons));
  log.append(article);
  document.getElementById("starters")?.remove();
  if (stay) toEnd();
  else jump.hidden = false;
  return article;
}

/** Takes a line off the screen. */
export function remove(id) {
  find(id)?.remove();
}

/** Says under one of the person's own lines how far it has come; an empty text takes it away. */
export function mark(id, text, failed = false) {
  const line = find(id);
  if (!line) return;
  line.querySelector(".fate")?.remove();
  if (text) line.append(make("p", failed ? "fate failed" : "fate", text));
}

/** Takes away the choices above a line that answered them; a reply that was faster than our receipt keeps its own. */
export function clearChoices(id) {
  const line = find(id);
  for (const form of log.querySelectorAll(".choices")) {
    if (line && form.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING) form.remove();
  }
}

/** Lets choices be pressed, or not while one of them is on its way. */
export function offerChoices(on) {
  for (const button of document.querySelectorAll(".choice")) button.disabled = !on;
}

/** Shows or hides that somebody is writing an answer. */
export function setTyping(on) {
  if (typing.hidden === !on) return;
  const stay = atEnd();
  typing.hidden = !on;
  if (on && stay) toEnd();
}

jump.addEventListener("click", () => {
  toEnd();
  document.getElementById("message").focus();
});
window.addEventListener("scroll", () => atEnd() && (jump.hidden = true), { passive: true });
