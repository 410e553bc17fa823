// Web chat: joins the box, the conversation on the screen, the messages on their way out and the stream of replies.

import * as composer from "./composer.js";
import { goAway } from "./leave.js";
import * as log from "./log.js";
import { Outbox } from "./outbox.js";
import { Stream } from "./stream.js";

const form = document.getElementById("composer");
const box = document.getElementById("message");
const notice = document.getElementById("notice");
const state = document.getElementById("state");
const mode = document.getElementById("mode");
const keep = document.getElementById("keep");
const touch = window.matchMedia("(pointer: coarse)").matches;
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("quietword-chat") : null;

const OFFLINE = "You are offline. We will send your message when you are back online.";
const BROKEN = "The line is broken. We are trying to connect again. New answers will show here.";
const ENDED = "This chat has ended, or your browser does not let the chat remember you.";
const WAITING = "Your message is not sent yet. We will try again.";
const EMPTY = "Please write a message first.";
const SAY_SENDING_AFTER = 800;
const TOO_LONG = "That message is too long to send in one go. Please send it in smaller parts.";

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Browsers offer randomUUID on https and localhost only.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(words) {
  if (notice.textContent === words && notice.hidden === !words) return;
  log.keepingEnd(() => {
    notice.textContent = words;
    notice.hidden = !words;
  });
}

function own({ id, text, title }) {
  return log.add({ id, who: "you", at: Date.now(), blocks: [{ listed: false, items: [[{ text: text ?? title }]] }] });
}

/** Says how far a message has come, here and in the other tabs. */
function mark(message, words, how) {
  log.mark(message.id, words, how);
  tabs?.postMessage({ fate: message.id, words, failed: how?.failed });
}

let slow;

const outbox = new Outbox(form.action, {
  sending(message) {
    // Most are sent before anybody could read it.
    clearTimeout(slow);
    slow = setTimeout(() => mark(message, "Sending"), SAY_SENDING_AFTER);
  },
  sent(message, { line }) {
    clearTimeout(slow);
    // Sent before a reload that cut off the receipt: the server's page shows it already, with private details taken out.
    if (line && log.find(line)) log.remove(message.id);
    mark(message, "");
    log.name(message.id, line);
    log.clearChoices(message.id);
    tabs?.postMessage({ sent: message, line });
    if (notice.textContent === OFFLINE || notice.textContent === WAITING) say("");
  },
  waiting(message) {
    clearTimeout(slow);
    mark(message, "Not sent yet. We will try again.", { failed: true, again: { words: "Try now", press: () => outbox.flush() } });
    say(navigator.onLine ? WAITING : OFFLINE);
  },
  failed(message, words, error) {
    clearTimeout(slow);
    const again = message.text === undefined ? { words: "Try again", press: () => resend(message) } : { words: "Change it", press: () => change(message) };
    mark(message, `Not sent. ${words}`, { failed: true, again });
    say(`Your message was not sent. ${words}`);
    log.offerChoices(true);
    if (error !== "ended") return;
    if (message.text && !box.value) composer.put(message.text);
    end();
  },
});

function resend(message) {
  log.mark(message.id, "");
  outbox.put(message);
}

/** Puts a message that was not taken back into the box. */
function change(message) {
  log.remove(message.id);
  tabs?.postMessage({ gone: message.id });
  composer.put([message.text, box.value].filter(Boolean).join("\n"));
  say("");
  box.focus();
}

function send(message) {
  const complete = { id: newId(), ...message };
  own(complete);
  tabs?.postMessage({ message: complete });
  outbox.put(complete);
  return complete.id;
}

composer.onSend((text) => {
  const problem = !text.trim() ? EMPTY : text.length > composer.MOST ? TOO_LONG : "";
  composer.invalid(Boolean(problem));
  if (problem) {
    // Emptied first: an alert that stands there already is read out again.
    say("");
    requestAnimationFrame(() => say(problem));
    return false;
  }
  say(navigator.onLine ? "" : OFFLINE);
  send({ text });
  return true;
}, touch);

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
  form.hidden = true;
  keep.hidden = true;
}

box.addEventListener("input", () => {
  composer.invalid(false);
  if (!notice.querySelector("a") && notice.textContent !== BROKEN) say(navigator.onLine ? "" : OFFLINE);
});

// Clicks and not submits, because browsers tell which button was pressed only since 2022; a key press is a click too.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".choices button");
  if (!button) return;
  event.preventDefault();
  log.offerChoices(false);
  const words = button.textContent;
  const id = send(button.name === "button" ? { button: button.value, title: words } : { text: button.value });
  // The pressed button goes. A phone would cover the screen with its keyboard if we moved to the box.
  if (touch) log.focusOn(id);
  else box.focus({ preventScroll: true });
});

keep.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  event.preventDefault();
  const wish = new URLSearchParams({ keep: button.value });
  const answer = await fetch(keep.action, { method: "POST", body: wish, redirect: "manual" }).catch(() => null);
  // A redirect that is not followed has no status: it is the page that a form would go on to.
  if (answer?.type !== "opaqueredirect") {
    say("That did not work. Please try again.");
    return;
  }
  keep.dataset.kept = button.value;
  keep.querySelector(`.if-${button.value} button`).focus();
});

window.addEventListener("offline", () => say(OFFLINE));
window.addEventListener("online", () => notice.textContent === OFFLINE && say(""));

// What happens in one tab is seen in the others. Buttons that try again stay in the tab that holds the message.
tabs?.addEventListener("message", ({ data }) => {
  if (data.message) own(data.message);
  else if (data.sent) {
    if (!data.line || !log.find(data.line)) own(data.sent);
    log.mark(data.sent.id, "");
    log.name(data.sent.id, data.line);
    log.clearChoices(data.sent.id);
  } else if (data.gone) log.remove(data.gone);
  else log.mark(data.fate, data.words, { failed: data.failed });
});

new Stream("/chat/events", "/chat/history", document.getElementById("log").dataset.cursor, {
  message: log.add,
  typing: log.setTyping,
  state(name) {
    mode.className = `mode ${name}`;
    mode.textContent = mode.dataset[name];
    log.keepingEnd(() => {
      state.className = `state ${name}`;
      if (state.textContent !== state.dataset[name]) state.textContent = state.dataset[name];
      keep.hidden = name !== "waiting" && name !== "staff";
    });
    if (name === "staff") log.setTyping(false);
  },
  up() {
    if (notice.textContent === BROKEN || notice.textContent === OFFLINE) say("");
    outbox.flush();
  },
  down() {
    say(navigator.onLine ? BROKEN : OFFLINE);
  },
  left: goAway,
  ended: end,
});

document.getElementById("escape").hidden = touch;
document.getElementById("keys").hidden = touch;
document.getElementById("look").hidden = true;
outbox.queue.forEach(own);
if (document.getElementById("latest")) log.toNews();
