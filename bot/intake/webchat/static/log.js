// The conversation on the screen. Everything is put in as text, never as markup.
// The log is a live region: what others write is read out once, when it comes. The person's own lines are not.

const log = document.getElementById("log");
const bar = document.querySelector(".bar");
const composer = document.querySelector(".composer");
const jump = document.getElementById("jump");
const typing = document.getElementById("typing");
const typingWords = document.getElementById("typing-words");
const title = document.title;
const NAMES = { you: "You", assistant: "Assistant", staff: log.dataset.team };

/** How far from the end, in pixels, still counts as reading the newest message. */
const NEAR_END = 160;

/** After how long the sign of an answer to come is put into words, in milliseconds: quick answers speak for themselves. */
const SAY_TYPING_AFTER = 3000;
const SAY_SLOW_AFTER = 20000;

let unread = 0;
let timers = [];
let following = true;
let wanted = 0;

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

/** An element with the stretches of a paragraph or of a list's item, links among them. */
function filled(tag, parts) {
  const element = make(tag);
  for (const part of parts) {
    if (!part.href) {
      element.append(part.text);
      continue;
    }
    const link = make("a", "", part.shown ?? part.text);
    link.href = part.href;
    if (part.href.startsWith("http")) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    element.append(link);
  }
  return element;
}

function wordsOf(blocks) {
  const words = make("div", "words");
  words.dir = "auto";
  for (const { listed, items } of blocks) {
    if (!listed) {
      words.append(filled("p", items[0]));
      continue;
    }
    const list = make("ul");
    list.append(...items.map((item) => filled("li", item)));
    words.append(list);
  }
  return words;
}

function choicesOf(buttons) {
  const form = make("form", "choices");
  for (const { title: words, token } of buttons) {
    const button = make("button", "choice", words);
    button.name = "button";
    button.value = token;
    form.append(button);
  }
  return form;
}

/** The line with an id, its own or the server's; null when it is not on the screen. */
export function find(id) {
  return log.querySelector(`[data-id="${CSS.escape(id)}"], [data-line="${CSS.escape(id)}"]`);
}

/** Whether the reader is at the end of the conversation. */
function atEnd() {
  return window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - NEAR_END;
}

/** Scrolls by ourselves: what the reader scrolls is their own wish, and ends our following. */
function scroll(top) {
  following = true;
  wanted = Math.max(0, Math.min(Math.floor(top), document.documentElement.scrollHeight - window.innerHeight));
  window.scrollTo({ top: wanted, behavior: "instant" });
}

/** Shows the end of the conversation. */
export function toEnd() {
  jump.hidden = true;
  scroll(document.documentElement.scrollHeight);
}

/** Shows what came since the person wrote last: the end, or the beginning of an answer that is longer than the screen. */
export function toNews() {
  const own = log.querySelectorAll(".line.you");
  const mine = own[own.length - 1];
  const first = mine ? mine.nextElementSibling : log.lastElementChild;
  if (!first) {
    toEnd();
    return;
  }
  const top = window.scrollY + first.getBoundingClientRect().top - bar.offsetHeight - 8;
  scroll(top);
  // A line that is wholly below the screen would be missed.
  jump.hidden = log.lastElementChild.getBoundingClientRect().top < composer.getBoundingClientRect().top;
}

/** Changes something on the page; whoever was reading the end still sees it afterwards. */
export function keepingEnd(change) {
  const stay = atEnd();
  change();
  if (stay) toEnd();
}

/** A new line that the reader cannot see yet is counted in the tab's title and told to a launcher around us. */
function tell() {
  if (document.hidden) {
    unread += 1;
    document.title = `(${unread} new) ${title}`;
  }
  if (window.top !== window) window.parent.postMessage({ quietword: "news" }, "*");
}

/** Adds a line (`{id, who, at, blocks, buttons, urgent}`) unless it is there already; gives its element. */
export function add(line) {
  const there = find(line.id);
  if (there) return there;
  const stay = following || atEnd();
  const article = make("article", `line ${line.who}${line.urgent ? " urgent" : ""}`);
  article.dataset.id = line.id;
  if (line.who === "you") article.setAttribute("aria-live", "off");
  const who = make("p", "who", `${NAMES[line.who]} `);
  const at = new Date(line.at);
  const time = make("time", "", clock(at));
  time.dateTime = at.toISOString();
  who.append(time);
  article.append(who, wordsOf(line.blocks));
  if (line.buttons?.length) article.append(choicesOf(line.buttons));
  log.append(article);
  document.getElementById("starters")?.remove();
  if (line.who === "you") toEnd();
  else if (stay) toNews();
  else jump.hidden = false;
  if (line.who !== "you") tell();
  return article;
}

/** Takes a line off the screen. */
export function remove(id) {
  find(id)?.remove();
}

/** Notes under which id the server keeps one of the person's own lines. */
export function name(id, line) {
  const there = find(id);
  if (there && line) there.dataset.line = line;
}

/**
 * Says under one of the person's own lines how far it has come; an empty text takes it away.
 * `again` is a button beside it: `{words, press}`.
 */
export function mark(id, text, { failed = false, again = null } = {}) {
  const line = find(id);
  if (!line) return;
  const old = line.querySelector(".fate");
  const focused = old?.contains(document.activeElement);
  old?.remove();
  if (focused && !again) focusOn(id);
  if (!text) return;
  const fate = make("p", failed ? "fate failed" : "fate", text);
  if (again) {
    const button = make("button", "plain", again.words);
    button.type = "button";
    button.addEventListener("click", again.press);
    fate.append(" ", button);
    if (focused) button.focus({ preventScroll: true });
  }
  keepingEnd(() => line.append(fate));
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

/** Moves the reader to a line; for whoever pressed a button that is gone now. */
export function focusOn(id) {
  const line = find(id);
  if (!line) return;
  line.tabIndex = -1;
  line.focus({ preventScroll: true });
}

/** Shows or hides that an answer is being made; in words too when it takes long. */
export function setTyping(on) {
  if (typing.hidden === !on) return;
  timers.forEach(clearTimeout);
  const stay = atEnd();
  typing.hidden = !on;
  typing.classList.remove("slow");
  typingWords.className = "away";
  typingWords.textContent = "";
  if (on) {
    timers = [
      setTimeout(() => (typingWords.textContent = "An answer is on its way."), SAY_TYPING_AFTER),
      setTimeout(() => {
        typing.classList.add("slow");
        typingWords.className = "";
        typingWords.textContent = "This takes longer than it should. Your message is safe with us. The answer will show here.";
        if (atEnd()) toEnd();
      }, SAY_SLOW_AFTER),
    ];
  }
  if (on && stay) toEnd();
}

jump.addEventListener("click", () => {
  toEnd();
  const lines = log.querySelectorAll(".line");
  focusOn(lines[lines.length - 1].dataset.id);
});
window.addEventListener(
  "scroll",
  () => {
    if (atEnd()) jump.hidden = true;
    if (Math.abs(window.scrollY - wanted) > 4) following = atEnd();
  },
  { passive: true },
);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unread = 0;
  document.title = title;
});
