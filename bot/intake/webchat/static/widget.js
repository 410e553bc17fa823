// The launcher for other pages: <script src="https://…/chat/widget.js" async></script>
// Puts one button in the corner. On a large screen it opens the chat in a panel on the page, on a small one it goes to
// the chat's own page. Nothing is fetched before it is pressed, and nothing is learnt about the page it stands on.
// data-label: the words on the button. data-side="left": the other corner.

(() => {
  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const address = `${origin}/chat/`;
  const label = script.dataset.label || "Chat with us";

  /** A panel needs this much room; below it (a phone, or a page zoomed in) the chat has a page of its own. */
  const roomy = window.matchMedia("(min-width: 40rem) and (min-height: 32rem)");

  const STYLE = `
    :host { all: initial; }
    [hidden] { display: none !important; }
    button, iframe { position: fixed; z-index: 2147483000; inset-inline-end: 16px; }
    :host([data-side="left"]) :is(button, iframe) { inset-inline: 16px auto; }
    button {
      bottom: 16px; max-width: calc(100vw - 32px); min-height: 48px; padding: 12px 22px;
      font: 600 18px/1.2 system-ui, sans-serif; color: #ffffff; background: #0b5a60;
      border: 2px solid #ffffff; border-radius: 999px; box-shadow: 0 2px 12px rgb(0 0 0 / 25%); cursor: pointer;
    }
    button:hover { background: #084549; }
    button:focus-visible { outline: 3px solid #1d4ed8; outline-offset: 2px; }
    iframe {
      bottom: 80px; width: min(26rem, calc(100vw - 32px)); height: min(44rem, calc(100vh - 96px));
      background: Canvas; border: 1px solid #6b7e81; border-radius: 16px; box-shadow: 0 8px 32px rgb(0 0 0 / 25%);
    }
    iframe:focus-visible { outline: 3px solid #1d4ed8; outline-offset: 2px; }
    @media (prefers-color-scheme: dark) { iframe { color-scheme: light dark; } }
    @media print { :host { display: none; } }
  `;

  // Put into a page twice (a template and a tag manager), it is still one button.
  if (window.quietwordWidget) return;
  window.quietwordWidget = true;

  const host = document.createElement("div");
  if (script.dataset.side) host.dataset.side = script.dataset.side;
  // A root of its own: the page's styles do not reach the button, and ours do not reach the page.
  const root = host.attachShadow({ mode: "open" });
  if ("adoptedStyleSheets" in root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } else {
    // Safari before 16.4. A policy of the page against inline styles would stop this, and only this.
    const style = document.createElement("style");
    style.textContent = STYLE;
    root.append(style);
  }

  const button = document.createElement("button");
  button.type = "button";
  root.append(button);

  let frame = null;
  let open = false;
  let unread = 0;

  function draw() {
    button.textContent = open ? "Close the chat" : unread ? `${label} (${unread} new)` : label;
    if (roomy.matches || open) button.setAttribute("aria-expanded", String(open));
    else button.removeAttribute("aria-expanded");
    if (frame) frame.hidden = !open;
  }

  function makeFrame() {
    const made = document.createElement("iframe");
    made.name = "quietword"; // tells the chat that a launcher is there to take this page away
    made.title = label;
    made.src = address;
    button.before(made);
    return made;
  }

  function show(wanted) {
    open = wanted;
    if (open) {
      frame ??= makeFrame();
      unread = 0;
    }
    draw();
    (open ? frame : button).focus();
  }

  button.addEventListener("click", () => {
    if (open || roomy.matches) show(!open);
    else window.location.assign(address);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open) show(false);
  });
  roomy.addEventListener("change", draw);

  window.addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== frame?.contentWindow) return;
    if (event.data?.quietword === "leave") {
      // The quick exit inside the frame takes this page away too.
      const to = new URL(event.data.to);
      if (to.protocol === "https:") window.location.replace(to.href);
    } else if (event.data?.quietword === "news" && !open) {
      unread += 1;
      draw();
    }
  });

  draw();
  const start = () => document.body.append(host);
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
