// The sandbox page: asks every second what changed, and shows it. Words of others only ever become text, never HTML.
"use strict";

const PAUSE = 1000;
const phones = new Map();
let after = 0;
let boot = null;
let timer = null;

const words = {
  image: "[a picture]", sticker: "[a sticker]", audio: "[a voice message]", video: "[a video]",
  unsent: "Message taken back", delivered: "Delivered", sent: "Sent", queued: "Waiting to be sent",
  undelivered: "Not delivered", failed: "Not delivered",
};

class Phone {
  constructor(section) {
    this.section = section;
    this.channel = section.dataset.channel;
    this.person = section.dataset.person;
    this.thread = section.querySelector(".thread");
    this.list = section.querySelector(".messages");
    this.typing = section.querySelector(".typing");
    this.error = section.querySelector(".error");
    this.input = section.querySelector("input[name=text]");
    this.bubbles = new Map();
    this.blocked = false;
    this.lastOwn = null;
    if (!this.input) return;
    section.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.input.value;
      if (!text.trim()) { this.input.focus(); return; }
      this.say({ text }).then((ok) => { if (ok) this.input.value = ""; });
    });
    for (const button of section.querySelectorAll("[data-try]")) {
      button.addEventListener("click", () => { this.input.value = button.textContent; this.input.focus(); });
    }
    for (const button of section.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => this.act(button.dataset.act));
    }
  }

  get name() { return `${this.channel}:${this.person}`; }

  async act(what) {
    const details = this.section.querySelector("details");
    details.open = false;
    details.querySelector("summary").focus();
    if (what === "newcomer") return this.newcomer();
    if (what === "attachment") return this.say({ attachment: "image" });
    if (what === "block") return this.say({ block: !this.blocked });
    if (what === "staff") return this.say({ staff: "Hello, this is Pat from the office. I am answering you myself." });
    if (what === "unsend" && this.lastOwn) return this.say({ unsend: this.lastOwn });
    this.error.textContent = "There is no message to take back.";
    return false;
  }

  async newcomer() {
    const answer = await send("newcomer", { channel: this.channel });
    if (answer.error) { this.error.textContent = answer.error; return; }
    this.become(answer.person, answer.name);
  }

  become(person, name) {
    this.person = person;
    this.bubbles.clear();
    this.list.replaceChildren();
    this.lastOwn = null;
    this.section.classList.remove("started");
    for (const place of this.section.querySelectorAll(".name")) place.textContent = name;
    this.section.querySelector(".face").textContent = name[0];
    this.section.querySelector(".address").textContent = this.channel === "sms" ? person : "";
    this.showStart(true);
    after = 0;
    look();
  }

  showStart(empty) {
    this.section.querySelector(".quiet").hidden = !empty;
    this.section.querySelector(".tries").hidden = !empty;
  }

  say(what) {
    return this.post({ channel: this.channel, person: this.person, ...what });
  }

  async post(what) {
    const answer = await send("say", what);
    this.error.textContent = answer.error || "";
    look();
    return !answer.error;
  }

  show(state) {
    this.blocked = state.blocked;
    const atEnd = this.thread.scrollHeight - this.thread.scrollTop - this.thread.clientHeight < 80;
    for (const entry of state.entries) this.put(entry);
    if (state.entries.length) this.offerNewest();
    const changed = this.typing.hidden === state.typing;
    this.typing.hidden = !state.typing;
    if ((state.entries.length || changed) && atEnd) this.thread.scrollTop = this.thread.scrollHeight;
    if (this.bubbles.size) this.showStart(false);
  }

  put(entry) {
    let item = this.bubbles.get(entry.seq);
    if (!item) {
      item = document.getElementById("bubble").content.firstElementChild.cloneNode(true);
      this.bubbles.set(entry.seq, item);
      this.list.append(item);
      for (const offer of entry.buttons) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = offer.title;
        button.addEventListener("click", () => { this.input.focus(); this.say({ button: offer.payload }); });
        item.querySelector(".buttons").append(button);
      }
    }
    item.className = `${entry.origin} ${entry.kind}`;
    item.querySelector(".words").textContent = words[entry.kind] || entry.text;
    const notes = [];
    if (entry.kind === "private_reply") notes.push("Private answer to a public comment");
    if (entry.kind === "staff") notes.push("Staff, in Meta’s own inbox");
    if (entry.author) notes.push(entry.author);
    if (entry.kind === "edited") notes.push("Edited");
    if (entry.origin === "us" && words[entry.state]) notes.push(words[entry.state]);
    item.querySelector(".meta").textContent = notes.join(" · ");
    if (entry.origin === "person" && entry.kind !== "unsent") this.lastOwn = entry.provider_id;
    if (entry.kind === "unsent" && this.lastOwn === entry.provider_id) this.lastOwn = null;
  }

  // Meta's quick replies vanish once the person has answered; Telegram's buttons stay.
  offerNewest() {
    if (this.channel === "telegram") return;
    const items = [...this.list.children].filter((item) => !item.classList.contains("provider"));
    items.forEach((item, index) => { item.querySelector(".buttons").hidden = index !== items.length - 1; });
  }
}

// A group's thread is one that several people write in.
class Group extends Phone {
  say(what) {
    return this.post({ channel: this.channel, person: this.section.querySelector("select").value, group: what.text });
  }
}

class Wall {
  constructor(section) {
    this.items = new Map();
    this.section = section;
    const form = section.querySelector("form");
    const input = form.elements.text;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!input.value.trim()) { input.focus(); return; }
      const answer = await send("say", { channel: "page", person: form.elements.person.value, post: form.elements.post.value, comment: input.value });
      section.querySelector(".error").textContent = answer.error || "";
      if (!answer.error) input.value = "";
      look();
    });
    for (const button of section.querySelectorAll("[data-try]")) {
      button.addEventListener("click", () => { input.value = button.textContent; input.focus(); });
    }
  }

  show(comment) {
    if (comment.channel !== "messenger") return;
    const post = this.section.querySelector(`[data-post="${CSS.escape(comment.post_id)}"] .comments`);
    if (!post) return;
    let item = this.items.get(comment.id);
    if (!item) {
      item = document.getElementById("comment").content.firstElementChild.cloneNode(true);
      item.id = comment.id;
      this.items.set(comment.id, item);
      // An answer stands under the comment it answers.
      const above = this.items.get(comment.parent_id);
      (above ? above.querySelector(".answers") : post).append(item);
      this.section.querySelector(".tries").hidden = true;
      // Only the Page's own list moves: the reader of another phone stays where they are.
      const thread = this.section.querySelector(".thread");
      const below = item.getBoundingClientRect().bottom - thread.getBoundingClientRect().bottom;
      if (below > 0) thread.scrollTop += below + 12;
    }
    item.className = comment.hidden ? "hidden" : comment.removed ? "removed" : "";
    item.querySelector(".by").textContent = comment.author || "The organisation";
    const removed = comment.author ? "Comment removed" : "Answer taken back";
    item.querySelector(".words").textContent = comment.removed ? removed : comment.text || `(a ${comment.media})`;
    const notes = [];
    if (comment.hidden) notes.push("Hidden. Only the writer and perhaps their friends can see it.");
    if (comment.private_reply) notes.push("Answered in private");
    item.querySelector(".meta").textContent = notes.join(" · ");
  }
}

async function send(path, body) {
  try {
    const response = await fetch(`api/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    return await response.json();
  } catch {
    return { error: "The sandbox does not answer. Is it still running?" };
  }
}

function tell(text, trouble) {
  const status = document.getElementById("status");
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("trouble", trouble);
}

async function look() {
  clearTimeout(timer);
  if (!document.hidden) {
    try {
      const people = [...phones.values()].map((phone) => encodeURIComponent(phone.name)).join(",");
      const response = await fetch(`api/state?after=${after}&people=${people}`);
      const state = await response.json();
      if (boot !== null && boot !== state.boot) { location.reload(); return; }
      boot = state.boot;
      after = Math.max(after, state.rev);
      for (const phone of phones.values()) if (state.threads[phone.name]) phone.show(state.threads[phone.name]);
      for (const comment of state.comments) wall.show(comment);
      if (state.troubled) tell(`The assistant’s web process does not answer. ${state.waiting} waiting; they are sent again until it does.`, true);
      else tell("Ready. New messages appear by themselves.", false);
    } catch {
      tell("The sandbox does not answer. Trying again…", true);
    }
  }
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
}

for (const section of document.querySelectorAll(".phone[data-person]")) {
  phones.set(section.id, "group" in section.dataset ? new Group(section) : new Phone(section));
}
for (const [id, phone] of phones) if (!phone.input) phones.delete(id);
const wall = new Wall(document.getElementById("page"));
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const details of document.querySelectorAll("details[open]")) { details.open = false; details.querySelector("summary").focus(); }
});
look();
