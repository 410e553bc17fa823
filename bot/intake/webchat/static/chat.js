// Web chat: joins the box, the conversation on the screen, the messages on their way out and the stream of replies.

import "./leave.js";
import * as log from "./log.js";
import { Outbox } from "./outbox.js";
import { Stream } from "./stream.js";

const composer = document.getElementById("composer");
const box = document.getElementById("message");
const notice = document.getElementById("notice");
const state = document.getElementById("state");
const touch = window.matchMedia("(pointer: coarse)").matches;
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("quietword-chat") : null;

const OFFLINE = "You are offline. We will send your message when you are back online.";
const BROKEN = "The line is broken. We are trying to connect again. New answers will show here.";
const ENDED = "This chat has ended, or your browser does not let the chat remember you.";

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Browsers offer randomUUID on https and localhost only.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(words) {
  if (notice.textContent === words && notice.hidden === !words) return;
  notice.textContent = words;
  notice.hidden = !words;
}

function own({ id, text, title }) {
  log.add({ id, who: "you", at: Date.now(), parts: [{ text: text ?? title }] });
}

const outbox = new Outbox(composer.action, {
  sending(message) {
    log.mark(message.id, "Sending");
  },
  sent(message, repeated) {
    // Sent before a reload that cut off the answer: the server's page shows it already, with private details taken out.
    if (repeated && restored.has(message.id)) log.remove(message.id);
    else log.mark(message.id, "");
    log.clearChoices(message.id);
    if (notice.textContent === OFFLINE) say("");
  },
  waiting(message) {
    log.mark(message.id, "Not sent yet. We will try again.", true);
    if (!navigator.onLine) say(OFFLINE);
  },
  failed(message, words, error) {
    log.mark(message.id, `Not sent. ${words}`, true);
    log.offerChoices(true);
    if (error === "ended") end();
    else if (message.text && !box.value) box.value = message.text;
  },
});

const restored = new Set(outbox.queue.map((message) => message.id));

function send(message) {
  const complete = { id: newId(), ...message };
  own(complete);
  tabs?.postMessage(complete);
  outbox.put(complete);
}

function submit() {
  const text = box.value;
  if (!text.trim()) {
    say("Please write a message first.");
    box.focus();
    return;
  }
  say(navigator.onLine ? "" : OFFLINE);
  box.value = "";
  fit();
  send({ text });
}

/** Makes the box as high as its text, up to what the style allows. */
function fit() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}

/** No chat can be held here: says so, and offers the way out. */
function end() {
  log.setTyping(false);
  say(`${ENDED} `);
  const link = document.createElement("a");
  link.href = "/chat/";
  link.textContent = "Open the chat again";
  if (window.top !== window) {
    // A browser that keeps no cookie for a page in a frame keeps it for the page in a window of its own.
    link.target = "_blank";
    link.textContent = "Open the chat in its own window";
  }
  notice.append(link);
  composer.hidden = true;
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
  if (touch) box.focus();
});

box.addEventListener("keydown", (event) => {
  // On a touch keyboard Enter is the only way to a new line; while a word is being composed it belongs to the keyboard.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch) return;
  event.preventDefault();
  submit();
});

box.addEventListener("input", () => {
  fit();
  if (!notice.querySelector("a") && notice.textContent !== BROKEN) say(navigator.onLine ? "" : OFFLINE);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".choices")) return;
  event.preventDefault();
  const { name, value, textContent } = event.submitter;
  log.offerChoices(false);
  send(name === "button" ? { button: value, title: textContent } : { text: value });
  box.focus({ preventScroll: true });
});

window.addEventListener("offline", () => say(OFFLINE));
window.addEventListener("online", () => notice.textContent === OFFLINE && say(""));
tabs?.addEventListener("message", ({ data }) => {
  own(data);
  log.clearChoices(data.id);
});

new Stream("/chat/events", "/chat/history", document.getElementById("log").dataset.cursor, {
  message: log.add,
  typing: log.setTyping,
  state(name) {
    state.dataset.now = name;
    state.className = `state ${name}`;
    if (state.textContent !== state.dataset[name]) state.textContent = state.dataset[name];
    if (name === "staff") log.setTyping(false);
  },
  up() {
    if (notice.textContent === BROKEN || notice.textContent === OFFLINE) say("");
    outbox.flush();
  },
  down() {
    say(navigator.onLine ? BROKEN : OFFLINE);
  },
  ended: end,
});

document.getElementById("escape").hidden = touch;
document.getElementById("keys").hidden = touch;
outbox.queue.forEach(own);
fit();
if (document.getElementById("latest")) log.toEnd();
