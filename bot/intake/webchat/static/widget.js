// The launcher for other pages: <script src="https://…/chat/widget.js" async></script>
// Puts one button in the corner; pressing it opens the chat in a frame. Nothing is fetched before it is pressed.

(() => {
  const origin = new URL(document.currentScript.src).origin;
  const address = `${origin}/chat/`;

  function style(element, rules) {
    Object.assign(element.style, rules);
    return element;
  }

  const button = style(document.createElement("button"), {
    position: "fixed",
    right: "16px",
    bottom: "16px",
    zIndex: "2147483000",
    minHeight: "48px",
    padding: "12px 22px",
    border: "2px solid #ffffff",
    borderRadius: "999px",
    background: "#0b5a60",
    color: "#ffffff",
    font: "600 18px/1.2 system-ui, sans-serif",
    cursor: "pointer",
    boxShadow: "0 2px 12px rgba(0, 0, 0, 0.25)",
  });
  button.type = "button";
  button.textContent = "Chat with us";
  button.setAttribute("aria-expanded", "false");

  let frame = null;

  function makeFrame() {
    const made = style(document.createElement("iframe"), {
      position: "fixed",
      right: "16px",
      bottom: "84px",
      zIndex: "2147483000",
      width: "min(26rem, calc(100vw - 32px))",
      height: "min(44rem, calc(100vh - 108px))",
      border: "1px solid #7b8c8f",
      borderRadius: "16px",
      background: "#ffffff",
      boxShadow: "0 8px 32px rgba(0, 0, 0, 0.25)",
    });
    made.title = "Chat";
    made.src = address;
    button.before(made);
    return made;
  }

  function show(open) {
    frame ??= makeFrame();
    frame.hidden = !open;
    frame.style.display = open ? "block" : "none";
    button.textContent = open ? "Close the chat" : "Chat with us";
    button.setAttribute("aria-expanded", String(open));
    (open ? frame : button).focus();
  }

  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") show(false);
  });

  // The quick exit inside the frame takes this page away too.
  window.addEventListener("message", (event) => {
    if (event.origin === origin && event.source === frame?.contentWindow && event.data?.quietword === "leave") {
      const to = new URL(event.data.to);
      if (to.protocol === "https:") window.location.replace(to.href);
    }
  });

  const start = () => document.body.append(button);
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
